#ifndef EDGE_X86_MEANS_H
#define EDGE_X86_MEANS_H

#include "../include/edge_kernels.h"

// Means of windows in single precision. Inputs count as x + 128 and positions outside the image as
// 0 + 128, so the bias takes 128 for every tap away. The mean is
// trunc((|sum| + floor(count / 2) + 1/2) / count), signed: half a unit more than the definition,
// which is an integer over count, so that no rounding of single precision reaches the next integer.

static inline float er_mean_scale(int32_t count) { return 1.0F / (float)count; }

static inline float er_mean_half(int32_t count) {
  return ((float)(count / 2) + 0.5F) / (float)count;
}

static inline int32_t er_taps_inside(int32_t position, int32_t stride, int32_t pad, int32_t kernel,
                                     int32_t size) {
  const er_taps taps = er_taps_at(position, stride, pad, kernel, 1, size);
  return taps.last - taps.first;
}

/// One past the pixels, of [x + first, x + count), that have as many columns of taps inside the
/// image as the first.
static inline int32_t er_end_of_run(const er_window *w, int32_t x, int32_t first, int32_t count,
                                    int32_t *columns) {
  *columns = er_taps_inside(x + first, w->stride_w, w->pad_left, w->kernel_w, w->in_width);
  int32_t end = first + 1;
  while (end < count && er_taps_inside(x + end, w->stride_w, w->pad_left, w->kernel_w,
                                       w->in_width) == *columns)
    ++end;
  return end;
}

#endif
