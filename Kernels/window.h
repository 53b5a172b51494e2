#ifndef EDGE_WINDOW_H
#define EDGE_WINDOW_H

#include <stdint.h>

/// A two-dimensional window that slides over an input image: shared by convolutions and pools.
/// Output pixel (y, x) covers input rows `y * stride_h - pad_top + k * dilation_h` for k in
/// [0, kernel_h), columns alike; positions outside the image are skipped, never stored. A dilated
/// kernel reaches less than 2^20 positions.
typedef struct {
  int32_t in_height, in_width;    // of one image, at least 1
  int32_t out_height, out_width;  // of one image, at least 1
  int32_t kernel_h, kernel_w;     // at least 1
  int32_t stride_h, stride_w;     // at least 1
  int32_t dilation_h, dilation_w; // at least 1
  int32_t pad_top, pad_left;      // at least 0
} er_window;

/// The taps of a window that lie inside the image along one axis: [first, last).
typedef struct {
  int32_t origin;  // input position of tap 0; may be negative
  int32_t first, last;
} er_taps;

/// The taps inside `[0, size)` for output position `position`.
static inline er_taps er_taps_at(int32_t position, int32_t stride, int32_t pad, int32_t kernel,
                                 int32_t dilation, int32_t size) {
  er_taps taps = {position * stride - pad, 0, kernel};
  while (taps.first < kernel && taps.origin + taps.first * dilation < 0) ++taps.first;
  while (taps.last > taps.first && taps.origin + (taps.last - 1) * dilation >= size) --taps.last;
  return taps;
}

#endif
