#ifndef EDGE_CONV2D_PACKED_S8_H
#define EDGE_CONV2D_PACKED_S8_H

#include "../conv2d_s8/conv2d_s8.h"

/// conv2d_s8 with one group and constants packed for dot products of four unsigned with four signed
/// bytes. A window's row is one run of kernel_w * in_channels inputs, or, where dilation_w > 1,
/// kernel_w runs of in_channels. Every run is filled up with zero weights to whole quads of 4.
/// Multipliers are not INT32_MIN.
/// Constants, all of N = out_channels:
///   bias int32[N], with (input_offset - 128) * sum(weights) added: inputs count as x + 128;
///   multiplier int32[N], shift int32[N];
///   scale float[N], half float[N]: where scale > 0, the requantised and clamped sum is proven to
///   be rint(sum * scale + sign(sum) * half), clamped, in single precision with a fused product,
///   and, where no result lies below the output's zero point, rint(sum * scale + half), clamped;
///   where scale >= 0, |sum| < 2^30 is proven, the shift is in [-31, -1] and the multiplier at
///   least 0;
///   weights int8, panel by panel of 16 output channels, the last of what is left:
///   [kernel_h][runs of a row][quads of a run][channels of the panel][4].
typedef er_conv2d_s8_params er_conv2d_packed_s8_params;

/// Bytes of constants of one output channel, apart from weights.
enum { ER_PACKED_CHANNEL_BYTES = 20 };

/// Runs of one row of the window.
static inline int32_t er_packed_runs(const er_window *w) {
  return w->dilation_w > 1 ? w->kernel_w : 1;
}

/// Inputs of one run.
static inline int32_t er_packed_run_inputs(const er_window *w, int32_t in_channels) {
  return w->dilation_w > 1 ? in_channels : w->kernel_w * in_channels;
}

/// Quads of all runs of the window.
static inline int32_t er_packed_quads(const er_window *w, int32_t in_channels) {
  return w->kernel_h * er_packed_runs(w) * ((er_packed_run_inputs(w, in_channels) + 3) / 4);
}

#endif
