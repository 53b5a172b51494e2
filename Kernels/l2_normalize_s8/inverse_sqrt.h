#ifndef EDGE_INVERSE_SQRT_H
#define EDGE_INVERSE_SQRT_H

#include "../fixed_point.h"

/// A positive number as er_requantize multiplies by it: multiplier / 2^31 * 2^shift.
typedef struct {
  int32_t multiplier, shift;
} er_factor;

/// 1 / sqrt(x) in Q3.28 for `x` in [1/2, 2), Q3.28: five Newton-Raphson steps from 1.
static inline int32_t er_newton_inverse_sqrt(int32_t x) {
  const int32_t three_halves = (1 << 28) + (1 << 27);
  const int32_t half = er_rounding_shift(x, 1);
  int32_t y = 1 << 28;
  for (int32_t i = 0; i < 5; ++i) {
    const int32_t y3 =
        er_saturating_shift(er_doubling_high_mul(er_doubling_high_mul(y, y), y), 6);
    y = er_saturating_shift(
        er_doubling_high_mul(three_halves, y) - er_doubling_high_mul(half, y3), 3);
  }
  return y;
}

/// 1 / sqrt(x) for `x` >= 0; 0 counts as 1. Agrees bit for bit with TensorFlow Lite's
/// `GetInvSqrtQuantizedMultiplierExp`.
static inline er_factor er_inverse_sqrt(int32_t x) {
  const int32_t sqrt_half = 1518500250;
  er_factor result = {INT32_MAX, 0};
  if (x <= 1) return result;
  int32_t right_shift = 11;
  while (x >= 1 << 29) {
    x /= 4;
    ++right_shift;
  }
  const int32_t pairs = (__builtin_clz((uint32_t)x) - 1) / 2 - 1;
  right_shift -= pairs;
  const int32_t normalized = er_wrapping_shift(x, 2 * pairs) >> 1;
  result.multiplier = er_doubling_high_mul(er_newton_inverse_sqrt(normalized), sqrt_half);
  if (right_shift < 0) {
    result.multiplier = er_wrapping_shift(result.multiplier, -right_shift);
    right_shift = 0;
  }
  result.shift = -right_shift;
  return result;
}

#endif
