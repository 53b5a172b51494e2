#ifndef EDGE_REQUANTIZE_H
#define EDGE_REQUANTIZE_H

#include <stdint.h>

// The one place where the rounding rule is written. It is TensorFlow Lite Micro's "double
// rounding": a saturating rounding doubling high multiply, then a rounding divide by a power of
// two (Jacob et al., "Quantization and Training of Neural Networks for Efficient
// Integer-Arithmetic-Only Inference", CVPR 2018, section 2.2; gemmlowp's fixedpoint.h).

/// round(a * b / 2^31), ties towards positive infinity; saturates where both are INT32_MIN.
static inline int32_t er_doubling_high_mul(int32_t a, int32_t b) {
  if (a == INT32_MIN && b == INT32_MIN) return INT32_MAX;
  const int64_t product = (int64_t)a * b;
  const int64_t nudge = product >= 0 ? (INT64_C(1) << 30) : 1 - (INT64_C(1) << 30);
  return (int32_t)((product + nudge) / (INT64_C(1) << 31));
}

/// round(x / 2^exponent), ties away from zero. `exponent` in [0, 31].
static inline int32_t er_rounding_shift(int32_t x, int32_t exponent) {
  const int32_t mask = (int32_t)((UINT32_C(1) << exponent) - 1);
  const int32_t remainder = x & mask;
  const int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

/// x * 2^shift with two's complement wrap-around, as the reference kernels do.
static inline int32_t er_wrapping_shift(int32_t x, int32_t shift) {
  return (int32_t)((uint32_t)x << shift);
}

/// a + b with two's complement wrap-around. Accumulators count modulo 2^32, so the order in which
/// a variant adds its terms never shows.
static inline int32_t er_wrapping_add(int32_t a, int32_t b) {
  return (int32_t)((uint32_t)a + (uint32_t)b);
}

/// round(x * multiplier / 2^31 * 2^shift): `multiplier` is Q31, as a rule in [2^30, 2^31) or 0;
/// `shift` is in [-31, 31]. Positive shifts are applied before the multiplication, negative after.
static inline int32_t er_requantize(int32_t x, int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0;
  const int32_t right = shift > 0 ? 0 : -shift;
  return er_rounding_shift(er_doubling_high_mul(er_wrapping_shift(x, left), multiplier), right);
}

static inline int32_t er_clamp(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : x > high ? high : x;
}

/// The last step of most kernels: requantise, move to the output's zero point, clamp to
/// `low` and `high`, both in [-128, 127].
static inline int8_t er_requantize_s8(int32_t x, int32_t multiplier, int32_t shift, int32_t offset,
                                      int32_t low, int32_t high) {
  return (int8_t)er_clamp(er_wrapping_add(er_requantize(x, multiplier, shift), offset), low, high);
}

#endif
