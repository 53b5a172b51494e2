#ifndef EDGE_TRANSPOSE_CONV_S8_H
#define EDGE_TRANSPOSE_CONV_S8_H

#include <stdint.h>

/// Transposed convolution: input pixel i adds its kernel to output positions
/// [i * stride - pad, i * stride - pad + kernel) along both axes, as far as they lie inside.
/// int8 in and out, int32 accumulators, requantised per output channel. Inputs: one view.
/// Constants: bias int32[out_channels], multiplier int32[out_channels], shift int32[out_channels],
/// weights int8[out_channels][kernel_h][kernel_w][in_channels].
typedef struct {
  int32_t in_height, in_width;    // of one image
  int32_t out_height, out_width;  // of one image
  int32_t kernel_h, kernel_w;     // at least 1
  int32_t stride_h, stride_w;     // at least 1
  int32_t pad_top, pad_left;      // at least 0
  int32_t in_channels, out_channels;
  int32_t input_offset;    // -zero point, [-127, 128]
  int32_t output_offset;   // zero point, [-128, 127]
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_transpose_conv_s8_params;

#endif
