#ifndef EDGE_MAX_POOL_S8_H
#define EDGE_MAX_POOL_S8_H

#include "../window.h"

/// Largest of the window's taps inside the image, then clamped.
/// Input and output have the same scale and zero point; dilation is 1;
/// every window has at least one tap inside the image.
/// Inputs: one or more views of one image, stitched along channels. No constants.
typedef struct {
  er_window window;
  int32_t input_count;     // views, at least 1
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_max_pool_s8_params;

#endif
