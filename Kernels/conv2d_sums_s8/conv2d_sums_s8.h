#ifndef EDGE_CONV2D_SUMS_S8_H
#define EDGE_CONV2D_SUMS_S8_H

#include "../window.h"

/// Convolution of some of an image's channels, int8 in, int32 sums out: those of a bias, or of
/// another such convolution, which is the last input and may lie in the very place of the output.
/// Inputs: one or more views of one image, stitched along channels; then the sums before.
/// Constants: bias int32[out_channels] where there are no sums before,
/// weights int8[out_channels][kernel_h][kernel_w][in_channels].
typedef struct {
  er_window window;
  int32_t input_count;   // views of the image, at least 1
  int32_t in_channels;   // of all views together
  int32_t out_channels;  // at least 1
  int32_t input_offset;  // -zero point, [-127, 128]
  int32_t continues;     // whether there are sums before
} er_conv2d_sums_s8_params;

#endif
