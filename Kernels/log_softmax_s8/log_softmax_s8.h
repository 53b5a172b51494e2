#ifndef EDGE_LOG_SOFTMAX_S8_H
#define EDGE_LOG_SOFTMAX_S8_H

#include <stdint.h>

/// Logarithm of softmax over channels, for every pixel, in the fixed point of softmax_s8. The
/// output's scale is 1/16, its zero point 127. Inputs: one view. No constants. In place allowed: an
/// output pixel may occupy exactly the bytes of its input pixel.
typedef struct {
  int32_t width;             // pixels of a row
  int32_t channels;          // at least 1, at most 4,095: the sum's 12 integer bits
  int32_t input_multiplier;  // min(scale * 2^26, 2^31 - 1) as a Q31 multiplier
  int32_t input_left_shift;  // [0, 31]
  int32_t diff_min;          // -floor(31 * 2^26 / 2^input_left_shift): below, exp counts as 0
  int32_t inverse_multiplier;  // 1 / (the input's multiplier) as a Q31 multiplier
  int32_t inverse_shift;       // [-31, 0]
} er_log_softmax_s8_params;

#endif
