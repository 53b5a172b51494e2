#ifndef EDGE_POOL_H
#define EDGE_POOL_H

#include "window.h"

/// The params of every pool. Input and output have the same scale and zero point; dilation is 1;
/// every window has at least one tap inside the image and, of average pools, less than 2^31 / 255.
typedef struct {
  er_window window;
  int32_t input_count;     // views of one image, stitched along channels; at least 1
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_pool_s8_params;

#endif
