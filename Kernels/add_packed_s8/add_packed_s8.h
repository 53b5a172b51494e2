#ifndef EDGE_ADD_PACKED_S8_H
#define EDGE_ADD_PACKED_S8_H

#include <stdint.h>

/// Elementwise sum of two inputs as one shifted sum of products: with t = x1 * coefficient1 +
/// x2 * coefficient2 + ((x1 * fraction1 + x2 * fraction2) >> 8) + constant,
/// (t + rounding - (rounds_away && t < 0)) >> shift, moved and clamped.
/// Sums count modulo 2^32. Inputs and work in place as for add_s8.
typedef struct {
  int32_t width;     // pixels of an output row
  int32_t channels;  // of the output
  int32_t coefficient1, coefficient2;  // [-2^22, 2^22]
  int32_t fraction1, fraction2;        // 256ths, [-128, 127]
  int32_t constant, rounding;
  int32_t shift;        // [1, 30]
  int32_t rounds_away;  // 0 or 1
  int32_t output_offset;   // [-128, 127]
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_add_packed_s8_params;

#endif
