// Staging with vectors of any size. The includer defines ER_STAGING, the attributes of functions,
// and er_stage_fill, er_stage_run and er_stage_slice, each of which may write up to 63 bytes behind
// the last.

/// The image a window slides over, as it is staged.
typedef struct {
  const er_view *views;
  int32_t view_count;
  int32_t channels;  // of all views together
  int32_t width;     // pixels of a row
  uint8_t pad;       // the byte that stands for positions outside the image
} er_staged_image;

/// Stages the pixels [first, first + count) of input row `row`, of which some may lie outside the
/// image. May write up to 63 bytes behind the last.
ER_STAGING void er_stage_row(uint8_t *to, const er_staged_image *image, int32_t row, int32_t first,
                             int32_t count) {
  const int32_t end = first + count;
  const int32_t inside_first = first < 0 ? 0 : first;
  const int32_t inside_end = end > image->width ? image->width : end;
  if (inside_first >= inside_end) {
    er_stage_fill(to, (ptrdiff_t)count * image->channels, image->pad);
    return;
  }
  er_stage_fill(to, (ptrdiff_t)(inside_first - first) * image->channels, image->pad);
  uint8_t *inside = to + (ptrdiff_t)(inside_first - first) * image->channels;
  const int32_t pixels = inside_end - inside_first;
  const er_view *view = image->views;
  if (image->view_count == 1 && view->pixel_bytes == image->channels) {
    er_stage_run(inside, er_pixel(view, er_row(view, row), inside_first),
                 (ptrdiff_t)pixels * image->channels);
  } else {
    uint8_t *slice = inside;
    for (int32_t i = 0; i < image->view_count; ++i, slice += view->channels, ++view)
      er_stage_slice(slice, image->channels, view, er_pixel(view, er_row(view, row), inside_first),
                     pixels);
  }
  er_stage_fill(inside + (ptrdiff_t)pixels * image->channels,
                (ptrdiff_t)(end - inside_end) * image->channels, image->pad);
}

/// Stages the rows of the window of output row `row` for the columns [first, first + count), in
/// segments of `segment` bytes; rows that are `held` stay.
ER_STAGING void er_stage_window(uint8_t *to, ptrdiff_t segment, const er_staged_image *image,
                                const er_window *w, int32_t row, int32_t first, int32_t count,
                                er_staged_rows *held) {
  int32_t first_new, last_new;
  er_staged_advance(held, w, row, &first_new, &last_new);
  for (int32_t ky = first_new; ky < last_new; ++ky) {
    const int32_t y = held->origin + ky * w->dilation_h;
    uint8_t *staged = to + er_staged_segment(held, w, ky) * segment;
    if (y < 0 || y >= w->in_height)
      er_stage_fill(staged, (ptrdiff_t)count * image->channels, image->pad);
    else
      er_stage_row(staged, image, held->image * w->in_height + y, first, count);
  }
}
