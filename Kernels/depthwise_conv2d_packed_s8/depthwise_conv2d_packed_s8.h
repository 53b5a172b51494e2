#ifndef EDGE_DEPTHWISE_CONV2D_PACKED_S8_H
#define EDGE_DEPTHWISE_CONV2D_PACKED_S8_H

#include "../depthwise_conv2d_s8/depthwise_conv2d_s8.h"

/// depthwise_conv2d_s8 with a depth multiplier of 1 and constants as for conv2d_packed_s8:
///   bias int32[N], with (input_offset - 128) * sum(weights) added: inputs count as x + 128;
///   multiplier int32[N], shift int32[N], scale float[N], half float[N];
///   weights int8[kernel_h][kernel_w][N], where N = in_channels.
typedef er_depthwise_conv2d_s8_params er_depthwise_conv2d_packed_s8_params;

#endif
