#ifndef EDGE_NEON_STAGING_H
#define EDGE_NEON_STAGING_H

#include "../include/edge_kernels.h"
#include "intrinsics.h"

// Windows of neighbouring output pixels are staged: their input rows are copied into a small buffer
// on the stack, views stitched, padding filled in with the zero point. What follows reads only the
// buffer, so nothing is read outside the views and output may overtake input.

enum { ER_NEON_STAGED_BYTES = 24 << 10, ER_NEON_SLACK = 16 };

static inline void er_neon_copy(int8_t *to, const int8_t *from, ptrdiff_t bytes) {
  for (; bytes >= 64; bytes -= 64, to += 64, from += 64) vst1q_s8_x4(to, vld1q_s8_x4(from));
  for (; bytes >= 16; bytes -= 16, to += 16, from += 16) vst1q_s8(to, vld1q_s8(from));
  for (; bytes > 0; --bytes) *to++ = *from++;
}

/// May write up to 15 bytes behind the last.
static inline void er_neon_fill(int8_t *to, int8_t value, ptrdiff_t bytes) {
  const int8x16_t all = vdupq_n_s8(value);
  for (ptrdiff_t i = 0; i < bytes; i += 16) vst1q_s8(to + i, all);
}

/// Output pixels [first, first + count) of a row, and the buffer their windows lie in.
typedef struct {
  const er_call *call;
  const er_window *window;
  int32_t view_count;
  int32_t channels;   // of all views together
  int8_t pad;
  ptrdiff_t segment;  // from one staged row to the next
  int32_t first, count;
  int8_t *bytes;
} er_neon_stage;

/// How many output pixels of a row fit the buffer together; 0 where not even one does.
static inline int32_t er_neon_pixels(const er_window *w, int32_t channels) {
  const int64_t columns =
      ((int64_t)ER_NEON_STAGED_BYTES / w->kernel_h - 2 * ER_NEON_SLACK) / channels;
  const int64_t span = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  if (columns < span) return 0;
  const int64_t pixels = (columns - span) / w->stride_w + 1;
  return pixels < w->out_width ? (int32_t)pixels : w->out_width;
}

/// Stages the pixels [from, end) of input row `row`, all inside the image.
static inline void er_neon_stage_inside(const er_neon_stage *s, int8_t *to, int32_t row,
                                        int32_t from, int32_t end) {
  const er_view *view = s->call->inputs;
  if (s->view_count == 1 && view->pixel_bytes == s->channels) {
    er_neon_copy(to, er_pixel(view, er_row(view, row), from),
                 (ptrdiff_t)(end - from) * s->channels);
    return;
  }
  for (int32_t i = 0; i < s->view_count; to += view->channels, ++i) {
    view = &s->call->inputs[i];
    int8_t *x = er_row(view, row);
    for (int32_t j = from; j < end; ++j)
      er_neon_copy(to + (ptrdiff_t)(j - from) * s->channels, er_pixel(view, x, j), view->channels);
  }
}

/// Stages the rows of the windows of output row `row`.
static inline void er_neon_stage_rows(er_neon_stage *s, int32_t row) {
  const er_window *w = s->window;
  const int32_t image_row = row / w->out_height * w->in_height;
  const int32_t top = row % w->out_height * w->stride_h - w->pad_top;
  const int32_t left = s->first * w->stride_w - w->pad_left;
  const int32_t columns = (s->count - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w + 1;
  const int32_t from = left < 0 ? 0 : left;
  const int32_t end = left + columns < w->in_width ? left + columns : w->in_width;
  const ptrdiff_t bytes = (ptrdiff_t)columns * s->channels;
  s->segment = bytes + ER_NEON_SLACK;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    const int32_t y = top + ky * w->dilation_h;
    int8_t *to = s->bytes + ky * s->segment;
    if (y < 0 || y >= w->in_height || from >= end) {
      er_neon_fill(to, s->pad, bytes);
      continue;
    }
    er_neon_fill(to, s->pad, (ptrdiff_t)(from - left) * s->channels);
    if (left + columns > end)
      er_neon_fill(to + (ptrdiff_t)(end - left) * s->channels, s->pad,
                   (ptrdiff_t)(left + columns - end) * s->channels);
    er_neon_stage_inside(s, to + (ptrdiff_t)(from - left) * s->channels, image_row + y, from, end);
  }
}

#endif
