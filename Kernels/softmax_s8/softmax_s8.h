#ifndef EDGE_SOFTMAX_S8_H
#define EDGE_SOFTMAX_S8_H

#include <stdint.h>

/// Softmax over channels, for every pixel, in gemmlowp's fixed point: 5 integer bits for the scaled
/// difference to the row's maximum, 12 for the sum of exponentials. The output is int8 of scale
/// 1/256 and zero point -128, or int16 of scale 1/65536 and zero point -32768. Inputs: one view. No
/// constants. In place allowed for int8: an output pixel may occupy exactly the bytes of its input
/// pixel.
typedef struct {
  int32_t width;             // pixels of a row
  int32_t channels;          // at least 1, at most 4,095: the sum's 12 integer bits
  int32_t input_multiplier;  // min(beta * scale * 2^26, 2^31 - 1) as a Q31 multiplier
  int32_t input_left_shift;  // [0, 31]
  int32_t diff_min;          // -floor(31 * 2^26 / 2^input_left_shift): below, exp counts as 0
  int32_t output_bits;       // 8 or 16
} er_softmax_s8_params;

#endif
