#ifndef EDGE_X86_STAGING_H
#define EDGE_X86_STAGING_H

#include "avx512.h"

// Windows of neighbouring output pixels are staged: their input rows are copied into a small buffer
// on the stack, views stitched, padding filled in, every byte as x + 128. What follows reads only
// the buffer, so nothing is read outside the views and output may overtake input.

enum { ER_STAGED_BYTES = 24 << 10, ER_STAGED_SLACK = 256 };

/// The image a window slides over, as it is staged.
typedef struct {
  const er_view *views;
  int32_t view_count;
  int32_t channels;  // of all views together
  int32_t width;     // pixels of a row
  __m512i pad;       // the byte that stands for positions outside the image
} er_staged_image;

ER_AVX512 void er_stage_fill(uint8_t *to, ptrdiff_t bytes, __m512i pad) {
  for (ptrdiff_t i = 0; i < bytes; i += 64) _mm512_storeu_si512(to + i, pad);
}

/// May write up to 63 bytes behind the last.
ER_AVX512 void er_stage_run(uint8_t *to, const int8_t *from, ptrdiff_t bytes) {
  const __m512i flip = _mm512_set1_epi8(INT8_MIN);
  ptrdiff_t i = 0;
  for (; i + 64 <= bytes; i += 64)
    _mm512_storeu_si512(to + i, _mm512_xor_si512(_mm512_loadu_si512(from + i), flip));
  if (i < bytes)
    _mm512_storeu_si512(
        to + i, _mm512_xor_si512(
                    _mm512_maskz_loadu_epi8(er_bytes_mask((int32_t)(bytes - i)), from + i), flip));
}

/// Stages the channels of one view, which lie from `to` on, for `pixels` pixels.
ER_AVX512 void er_stage_slice(uint8_t *to, int32_t pitch, const er_view *view, const int8_t *from,
                              int32_t pixels) {
  const __m512i flip = _mm512_set1_epi8(INT8_MIN);
  for (int32_t c = 0; c < view->channels; c += 64) {
    const __mmask64 mask = er_bytes_mask(view->channels - c);
    for (int32_t x = 0; x < pixels; ++x) {
      const __m512i bytes =
          _mm512_maskz_loadu_epi8(mask, from + (ptrdiff_t)x * view->pixel_bytes + c);
      _mm512_mask_storeu_epi8(to + (ptrdiff_t)x * pitch + c, mask, _mm512_xor_si512(bytes, flip));
    }
  }
}

/// Stages the pixels [first, first + count) of input row `row`, of which some may lie outside the
/// image. May write up to 63 bytes behind the last.
ER_AVX512 void er_stage_row(uint8_t *to, const er_staged_image *image, int32_t row, int32_t first,
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

/// The rows of a window's image that lie staged: a ring of kernel_h segments.
typedef struct {
  int32_t image;      // of the output row that was staged last
  int32_t first_row;  // output row that image begins with
  int32_t origin;     // input row, in its image, that the window begins with
  int32_t start;      // segment of the window's first row
  int32_t is_empty;
} er_staged_rows;

/// Nothing held.
static inline er_staged_rows er_no_rows(void) {
  const er_staged_rows none = {.is_empty = 1};
  return none;
}

/// The segment of row `ky` of a window.
static inline int32_t er_staged_segment(const er_staged_rows *held, const er_window *w,
                                        int32_t ky) {
  const int32_t segment = held->start + ky;
  return segment < w->kernel_h ? segment : segment - w->kernel_h;
}

/// Moves the ring to the window of output row `row`, of which the rows [*first, *last) are new.
/// Divides only where an image begins: a division takes as long as staging a short row.
static inline void er_staged_advance(er_staged_rows *held, const er_window *w, int32_t row,
                                     int32_t *first, int32_t *last) {
  const int32_t kernel = w->kernel_h;
  if (row < held->first_row || row - held->first_row >= w->out_height) {
    held->image = row / w->out_height;
    held->first_row = held->image * w->out_height;
    held->is_empty = 1;
  }
  const int32_t origin = (row - held->first_row) * w->stride_h - w->pad_top;
  const int32_t distance = origin - held->origin;
  const int32_t moved = w->dilation_h == 1 ? distance : distance / w->dilation_h;
  const int32_t stays = !held->is_empty && moved < kernel && moved > -kernel &&
                        moved * w->dilation_h == distance;
  const int32_t start = stays ? held->start + moved : 0;
  *first = stays && moved > 0 ? kernel - moved : 0;
  *last = stays && moved <= 0 ? -moved : kernel;
  held->start = start < 0 ? start + kernel : start < kernel ? start : start - kernel;
  held->origin = origin;
  held->is_empty = 0;
}

/// Stages the rows of the window of output row `row` for the columns [first, first + count), in
/// segments of `segment` bytes; rows that are `held` stay.
ER_AVX512 void er_stage_window(uint8_t *to, ptrdiff_t segment, const er_staged_image *image,
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

/// The bytes from one staged row of `bytes` bytes to the next, if staging one must spare the
/// others.
static inline ptrdiff_t er_kept_segment(int64_t bytes) {
  return (ptrdiff_t)((bytes + 63 + 63) & ~INT64_C(63));
}

#endif
