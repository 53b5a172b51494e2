#ifndef EDGE_DSP_OUTPUT_STAGE_H
#define EDGE_DSP_OUTPUT_STAGE_H

#include <stddef.h>

#include "instructions.h"

/// The last step of one output channel in five instructions: exactly er_requantize_s8 without its
/// clamp where |sum| < 2^30, the multiplier is in [0, 2^31) and the shift in [-22, -1]. The sign
/// that the second rounding needs is that of the sum: where the product rounds to 0, it changes
/// nothing.
typedef struct {
  int32_t twice_bias;
  int32_t multiplier;
  int32_t rounding;  // 2^(shift - 1) + output offset * 2^shift
  int32_t shift;     // to the right, [1, 22]
} er_dsp_stage;

enum { ER_DSP_LARGEST_SHIFT = 22, ER_DSP_SUM_BITS = 30 };

static inline int32_t er_dsp_rounding(int32_t shift, int32_t output_offset) {
  return (1 << (shift - 1)) + output_offset * (1 << shift);
}

/// `twice` is twice the sum with its bias.
static inline int8_t er_dsp_output(int32_t twice, const er_dsp_stage *stage) {
  const int32_t moved = er_smmlar(twice, stage->multiplier, stage->rounding);
  return (int8_t)er_ssat8((moved + (twice >> 31)) >> stage->shift);
}

#endif
