// Staging with vectors of any size. The includer defines ER_STAGING, the attributes of functions,
// and er_stage_fill, er_stage_run, er_stage_slice and er_stage_at_once, each of which may write up
// to 63 bytes behind the last.

/// The image a window slides over, as it is staged.
typedef struct {
  const er_view *views;
  int32_t view_count;
  int32_t channels;  // of all views together
  int32_t width;     // pixels of a row
  uint8_t pad;       // the byte that stands for positions outside the image
} er_staged_image;

/// Columns of an image, of which some may lie outside.
typedef struct {
  int32_t inside_first, inside_count;
  ptrdiff_t before, inside, all;  // bytes of those left of the image, of those in it, of all
} er_staged_columns;

ER_STAGING er_staged_columns er_columns_of(const er_staged_image *image, int32_t first,
                                           int32_t count) {
  const int32_t inside_first = first < 0 ? 0 : first;
  const int32_t end = first + count, inside_end = end > image->width ? image->width : end;
  const int32_t inside = inside_first < inside_end ? inside_end - inside_first : 0;
  const er_staged_columns columns = {
      inside_first, inside, (ptrdiff_t)(inside ? inside_first - first : count) * image->channels,
      (ptrdiff_t)inside * image->channels, (ptrdiff_t)count * image->channels};
  return columns;
}

/// Whether the channels of an image are those of one view, without gaps.
ER_STAGING int32_t er_is_one_run(const er_staged_image *image) {
  return image->view_count == 1 && image->views->pixel_bytes == image->channels;
}

/// Stages columns of input row `row`, whose bytes are a run. May write up to 63 bytes behind the
/// last.
ER_STAGING void er_stage_row_run(uint8_t *to, const er_view *view, int32_t row,
                                 const er_staged_columns *columns, uint8_t pad) {
  const int8_t *from = er_pixel(view, er_row(view, row), columns->inside_first);
  const ptrdiff_t end = columns->before + columns->inside;
  if (er_stage_at_once(to, from, columns->before, columns->inside, columns->all, pad)) return;
  er_stage_fill(to, columns->before, pad);
  er_stage_run(to + columns->before, from, columns->inside);
  er_stage_fill(to + end, columns->all - end, pad);
}

/// Stages columns of input row `row`, slice by slice. May write up to 63 bytes behind the last.
ER_STAGING void er_stage_row_slices(uint8_t *to, const er_staged_image *image, int32_t row,
                                    const er_staged_columns *columns) {
  er_stage_fill(to, columns->before, image->pad);
  uint8_t *slice = to + columns->before;
  const er_view *view = image->views;
  for (int32_t i = 0; i < image->view_count; ++i, slice += view->channels, ++view)
    er_stage_slice(slice, image->channels, view,
                   er_pixel(view, er_row(view, row), columns->inside_first),
                   columns->inside_count);
  const ptrdiff_t end = columns->before + columns->inside;
  er_stage_fill(to + end, columns->all - end, image->pad);
}

/// Stages the pixels [first, first + count) of input row `row`, of which some may lie outside the
/// image. May write up to 63 bytes behind the last.
ER_STAGING void er_stage_row(uint8_t *to, const er_staged_image *image, int32_t row, int32_t first,
                             int32_t count) {
  const er_staged_columns columns = er_columns_of(image, first, count);
  if (!columns.inside_count)
    er_stage_fill(to, columns.all, image->pad);
  else if (er_is_one_run(image))
    er_stage_row_run(to, image->views, row, &columns, image->pad);
  else
    er_stage_row_slices(to, image, row, &columns);
}

/// Stages the rows of the window of output row `row` for the columns [first, first + count), in
/// segments of `segment` bytes; rows that are `held` stay.
ER_STAGING void er_stage_window(uint8_t *to, ptrdiff_t segment, const er_staged_image *image,
                                const er_window *w, int32_t row, int32_t first, int32_t count,
                                er_staged_rows *held) {
  int32_t first_new, last_new;
  er_staged_advance(held, w, row, &first_new, &last_new);
  const er_staged_columns columns = er_columns_of(image, first, count);
  const int32_t is_run = er_is_one_run(image) && columns.inside_count;
  // Copies, which no byte that is staged can change, are not read again for every row.
  const er_view view = *image->views;
  const int32_t origin = held->origin, start = held->start, kernel = w->kernel_h;
  const int32_t height = w->in_height, step = w->dilation_h, top = held->image * height;
  const uint8_t pad = image->pad;
  for (int32_t ky = first_new; ky < last_new; ++ky) {
    const int32_t y = origin + ky * step;
    const int32_t at = start + ky;
    uint8_t *staged = to + (at < kernel ? at : at - kernel) * segment;
    if (y < 0 || y >= height)
      er_stage_fill(staged, columns.all, pad);
    else if (is_run)
      er_stage_row_run(staged, &view, top + y, &columns, pad);
    else
      er_stage_row(staged, image, top + y, first, count);
  }
}
