#ifndef EDGE_CONV2D_FOLDED_S8_H
#define EDGE_CONV2D_FOLDED_S8_H

#include "../conv2d_s8/conv2d_s8.h"

/// conv2d_s8 with one group and constants for processors that add up products of whole vectors.
/// Inputs count as they are, padding as the zero point.
/// Constants, of N = out_channels filled up to a multiple of 4 with channels that are never stored:
///   bias int32[N], with input_offset * sum(weights) added; multiplier int32[N]; shift int32[N], in
///   [-31, 0]; weights int8[N][kernel_h][kernel_w][in_channels].
/// Scratch: 4-byte aligned, er_folded_scratch.
typedef er_conv2d_s8_params er_conv2d_folded_s8_params;

/// Output pixels whose windows are multiplied together.
enum { ER_FOLDED_PIXELS = 3 };

/// Whether every window is one pixel inside the image, which needs no scratch memory.
static inline int er_folded_is_direct(const er_window *w) {
  return w->kernel_h == 1 && w->kernel_w == 1 && w->pad_top == 0 && w->pad_left == 0 &&
         (w->out_height - 1) * w->stride_h < w->in_height &&
         (w->out_width - 1) * w->stride_w < w->in_width;
}

/// Bytes for the windows of a few pixels; of one, where rows have no more than two.
static inline int32_t er_folded_scratch(const er_window *w, int32_t in_channels) {
  if (er_folded_is_direct(w)) return 0;
  return (w->out_width < ER_FOLDED_PIXELS ? 1 : ER_FOLDED_PIXELS) * w->kernel_h * w->kernel_w *
         in_channels;
}

#endif
