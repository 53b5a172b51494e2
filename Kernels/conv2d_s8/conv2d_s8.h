#ifndef EDGE_CONV2D_S8_H
#define EDGE_CONV2D_S8_H

#include "../window.h"

/// Convolution, int8 in and out, int32 accumulators, requantised per output channel.
/// Inputs: one or more views of one image, stitched along channels (a concat that is never made).
/// Constants: bias int32[out_channels], multiplier int32[out_channels], shift int32[out_channels],
/// weights int8[out_channels][kernel_h][kernel_w][in_channels / groups].
typedef struct {
  er_window window;
  int32_t input_count;      // views, at least 1
  int32_t in_channels;      // of all views together; a multiple of groups
  int32_t out_channels;     // a multiple of groups
  int32_t groups;           // at least 1
  int32_t input_offset;     // -zero point, [-127, 128]
  int32_t output_offset;    // zero point, [-128, 127]
  int32_t activation_min;   // [-128, 127]
  int32_t activation_max;   // [activation_min, 127]
} er_conv2d_s8_params;

#endif
