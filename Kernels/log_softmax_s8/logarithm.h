#ifndef EDGE_LOGARITHM_H
#define EDGE_LOGARITHM_H

#include "../fixed_point.h"

/// A number as mantissa * 2^exponent: the mantissa in Q0.31, the exponent in Q6.25.
typedef struct {
  int32_t mantissa, exponent;
} er_normalized;

/// `x` > 0 with `integer_bits` of them as a mantissa around 2^(-1/4), so that the exponent is a
/// whole number and a quarter: of two such forms the one with the smaller mantissa.
static inline er_normalized er_normalize(int32_t x, int32_t integer_bits) {
  const int32_t sqrt_half = 1518500250;
  const int32_t one = 1 << 25;
  const int32_t quarter = 1 << 23;
  const int32_t headroom = __builtin_clz((uint32_t)x) - 1;
  const er_normalized up = {
      er_saturating_shift(er_doubling_high_mul(er_wrapping_shift(x, headroom), sqrt_half), 1),
      (integer_bits - headroom - 1) * one + quarter};
  const int32_t shift = __builtin_clz((uint32_t)er_doubling_high_mul(x, sqrt_half)) - 1;
  const er_normalized down = {er_saturating_shift(x, shift),
                              (integer_bits - shift) * one - quarter};
  const er_normalized best = {up.mantissa < down.mantissa ? up.mantissa : down.mantissa,
                              up.exponent > down.exponent ? up.exponent : down.exponent};
  return best;
}

/// log(m * 2^(1/4)) in Q6.25 for a mantissa in [1/2, 1), Q0.31: a rational approximation in
/// q = 2 * (m - 2^(-1/4)), as TensorFlow Lite's fixed-point logarithm has it.
static inline int32_t er_log_of_mantissa(int32_t mantissa) {
  const int32_t center = 1805811301;         // 2^(-1/4)
  const int32_t cubic = 117049297;           // 11/240 * 2^(1/4)
  const int32_t quadratic = 127690142;       // 1/20 * 2^(1/4)
  const int32_t constant = 1057819769;       // 2 / 2^(1/4) - 2^(1/4)
  const int32_t linear = 638450708;          // 1/4 * 2^(1/4)
  const int32_t half_sum = (int32_t)(((int64_t)mantissa + center + 1) / 2);
  const int32_t q = 2 * (mantissa - center);
  const int32_t q2 = er_doubling_high_mul(q, q);
  const int32_t numerator =
      er_doubling_high_mul(q, mantissa) + er_doubling_high_mul(er_doubling_high_mul(q, q2), cubic);
  const int32_t inner = constant + q + er_doubling_high_mul(quadratic, q2);
  const int32_t denominator_minus_one =
      er_doubling_high_mul(half_sum, inner) + er_doubling_high_mul(linear, q);
  return er_doubling_high_mul(er_rounding_shift(numerator, 6),
                              er_one_over_one_plus(denominator_minus_one));
}

/// log(x) in Q5.26 for `x` > 0 with `integer_bits` of them, at most 21.
static inline int32_t er_log(int32_t x, int32_t integer_bits) {
  const int32_t log_2 = 1488522236;
  const er_normalized n = er_normalize(x, integer_bits);
  return er_saturating_shift(
      er_doubling_high_mul(n.exponent, log_2) + er_log_of_mantissa(n.mantissa), 1);
}

#endif
