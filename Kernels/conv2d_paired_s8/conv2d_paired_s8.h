#ifndef EDGE_CONV2D_PAIRED_S8_H
#define EDGE_CONV2D_PAIRED_S8_H

#include "../conv2d_s8/conv2d_s8.h"
#include "../dsp/output_stage.h"

/// conv2d_s8 with one group and constants for processors that multiply two pairs of halfwords at
/// once. A window's inputs, [kernel_h][kernel_w][in_channels], are filled up to whole quads of 4
/// with zero weights, and output channels to whole panels of 4 that are computed and never stored.
/// Inputs count as they are, padding as the zero point.
/// Constants, of panels of 4 channels:
///   er_dsp_stage[panels][4], bias with input_offset * sum(weights) added;
///   halfwords[panels][quads][4][2]: of the channels 0 and 1 for the inputs 0 and 2 of the quad, of
///   2 and 3 for 0 and 2, of 0 and 1 for 1 and 3, of 2 and 3 for 1 and 3. A halfword is
///   256 * odd channel's weight + even channel's weight, which fits.
/// Sums of an odd channel, without bias, are within [-2^23, 2^23), and all stages exact.
/// Scratch: 4-byte aligned, er_paired_scratch.
typedef er_conv2d_s8_params er_conv2d_paired_s8_params;

static inline int32_t er_paired_quads(const er_window *w, int32_t in_channels) {
  return (w->kernel_h * w->kernel_w * in_channels + 3) / 4;
}

/// Bytes for the inputs of two pixels, as halfwords; of one, where rows have no more.
static inline int32_t er_paired_scratch(const er_window *w, int32_t in_channels) {
  return (w->out_width > 1 ? 16 : 8) * er_paired_quads(w, in_channels);
}

#endif
