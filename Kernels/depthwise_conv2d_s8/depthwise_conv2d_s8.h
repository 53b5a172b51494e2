#ifndef EDGE_DEPTHWISE_CONV2D_S8_H
#define EDGE_DEPTHWISE_CONV2D_S8_H

#include "../window.h"

/// Depthwise convolution: output channel `c * multiplier + m` sees input channel `c` alone.
/// Inputs: one or more views of one image, stitched along channels.
/// Constants: bias int32[out], multiplier int32[out], shift int32[out],
/// weights int8[kernel_h][kernel_w][out], where out = in_channels * depth_multiplier.
typedef struct {
  er_window window;
  int32_t input_count;       // views, at least 1
  int32_t in_channels;       // of all views together
  int32_t depth_multiplier;  // at least 1
  int32_t input_offset;      // -zero point, [-127, 128]
  int32_t output_offset;     // zero point, [-128, 127]
  int32_t activation_min;    // [-128, 127]
  int32_t activation_max;    // [activation_min, 127]
} er_depthwise_conv2d_s8_params;

#endif
