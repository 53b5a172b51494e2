#ifndef EDGE_X86_TILES_H
#define EDGE_X86_TILES_H

#include "staged_rows.h"

// How a packed convolution's rows are cut into tiles, output pixels whose windows are staged
// together.

// A tile holds whole blocks of any number of panels.
enum { LARGEST_TILE = 48 };

/// The size of the first of as few parts of at most `most` as `count` things can have; the last two
/// are alike.
static inline int32_t first_part(int32_t count, int32_t most) {
  return count <= most ? count : count < 2 * most ? (count + 1) / 2 : most;
}

/// Whether rows [first, first + count) of `view` lie behind each other without a gap.
static inline int is_dense(const er_view *view, int32_t width, int32_t first, int32_t count) {
  return !view->slots && view->row_bytes == width * view->pixel_bytes &&
         (first + count <= view->ring || first % view->ring + count <= view->ring);
}

/// Whether the call's rows can be computed as one long row.
static inline int is_flat(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  if (w->kernel_h * w->kernel_w * w->stride_h * w->stride_w != 1 || w->pad_top || w->pad_left)
    return 0;
  if (w->in_height != w->out_height || w->in_width != w->out_width) return 0;
  for (int32_t i = 0; i < p->input_count; ++i)
    if (!is_dense(&call->inputs[i], w->in_width, call->first_row, call->row_count)) return 0;
  return is_dense(call->outputs, w->out_width, call->first_row, call->row_count);
}

/// Output pixels that can be staged together: a whole row, or at most LARGEST_TILE.
static inline int32_t largest_tile(const er_window *w, int32_t channels, int32_t width) {
  const int64_t reach = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  const int64_t row_bytes = ((int64_t)(width - 1) * w->stride_w + reach) * channels;
  const int64_t room = ER_STAGED_BYTES / w->kernel_h & ~INT64_C(3);  // rows begin at quads
  if (row_bytes <= room && (w->kernel_h == 1 || er_kept_segment(row_bytes) <= room)) return width;
  const int64_t pixels = room / channels - 1;
  if (pixels < reach) return 0;
  const int64_t tile = (pixels - reach) / w->stride_w + 1;
  const int64_t most = tile < LARGEST_TILE ? tile : LARGEST_TILE;
  return most < width ? (int32_t)most : width - 1;
}

#endif
