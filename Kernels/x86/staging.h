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

/// Stages the rows of the window of output row `row` for the columns [first, first + count), each
/// row `segment` bytes behind the one before.
ER_AVX512 void er_stage_window(uint8_t *to, ptrdiff_t segment, const er_staged_image *image,
                               const er_window *w, int32_t row, int32_t first, int32_t count) {
  const int32_t image_row = row / w->out_height * w->in_height;
  const int32_t origin = row % w->out_height * w->stride_h - w->pad_top;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    const int32_t y = origin + ky * w->dilation_h;
    if (y < 0 || y >= w->in_height)
      er_stage_fill(to + ky * segment, (ptrdiff_t)count * image->channels, image->pad);
    else
      er_stage_row(to + ky * segment, image, image_row + y, first, count);
  }
}

#endif
