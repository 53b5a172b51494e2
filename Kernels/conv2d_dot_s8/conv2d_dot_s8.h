#ifndef EDGE_CONV2D_DOT_S8_H
#define EDGE_CONV2D_DOT_S8_H

#include "../conv2d_packed_s8/conv2d_packed_s8.h"

/// conv2d_s8 with one group and constants for dot products of four signed bytes. Runs of a window
/// and their quads are those of conv2d_packed_s8. Inputs count as they are, padding as the zero
/// point.
/// Constants, of N = out_channels filled up to a multiple of 4 with channels that are never stored:
///   bias int32[N], with input_offset * sum(weights) added; multiplier int32[N], shift int32[N];
///   weights int8, panel by panel of 16 channels, the last of what is left:
///   [kernel_h][runs of a row][quads of a run][channels of the panel][4].
typedef er_conv2d_s8_params er_conv2d_dot_s8_params;

#endif
