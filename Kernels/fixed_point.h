#ifndef EDGE_FIXED_POINT_H
#define EDGE_FIXED_POINT_H

#include "requantize.h"

// Fixed-point functions that agree with gemmlowp's fixedpoint.h bit for bit. Qm.n has a sign bit,
// m integer and n fractional bits, m + n = 31; the product of Qa and Qb by er_doubling_high_mul
// has a + b integer bits.

/// x * 2^exponent, saturating.
static inline int32_t er_saturating_shift(int32_t x, int32_t exponent) {
  const int32_t limit = (int32_t)((UINT32_C(1) << (31 - exponent)) - 1);
  return x > limit ? INT32_MAX : x < -limit ? INT32_MIN : er_wrapping_shift(x, exponent);
}

/// exp(a) in Q0.31 for `a` in [-1/4, 0), Q0.31: four terms of the Taylor series around -1/8.
static inline int32_t er_exp_of_small(int32_t a) {
  const int32_t exp_of_minus_eighth = 1895147668;
  const int32_t third = 715827883;
  const int32_t x = a + (1 << 28);
  const int32_t x2 = er_doubling_high_mul(x, x);
  const int32_t x3 = er_doubling_high_mul(x2, x);
  const int32_t x4 = er_doubling_high_mul(x2, x2);
  const int32_t higher = er_doubling_high_mul(er_rounding_shift(x4, 2) + x3, third);
  const int32_t tail = er_rounding_shift(higher + x2, 1);
  return exp_of_minus_eighth + er_doubling_high_mul(exp_of_minus_eighth, x + tail);
}

/// exp(a) in Q0.31 for `a` <= 0 with `integer_bits` of them, 4 or 5.
static inline int32_t er_exp_of_nonpositive(int32_t a, int32_t integer_bits) {
  static const int32_t exp_of_minus_power[] = {  // exp(-2^k) for k in -2 ... 4
      1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  const int32_t quarter = 1 << (29 - integer_bits);
  if (a == 0) return INT32_MAX;
  const int32_t small = (a & (quarter - 1)) - quarter;
  const int32_t rest = small - a;  // a multiple of 1/4
  int32_t result = er_exp_of_small(er_saturating_shift(small, integer_bits));
  for (int32_t k = 0; k < integer_bits + 2; ++k)
    if (rest & (quarter << k)) result = er_doubling_high_mul(result, exp_of_minus_power[k]);
  return result;
}

/// exp(a) in Q0.31 for `a` in [-32, 0], Q5.26.
static inline int32_t er_exp_of_negative(int32_t a) { return er_exp_of_nonpositive(a, 5); }

/// 2 / (1 + a) in Q2.29 for `a` in [0, 1), Q0.31: three Newton-Raphson steps.
static inline int32_t er_two_over_one_plus(int32_t a) {
  const int32_t one = 1 << 29;
  const int32_t half_denominator = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
  int32_t x = 1515870810 + er_doubling_high_mul(half_denominator, -1010580540);
  for (int32_t i = 0; i < 3; ++i) {
    const int32_t error = one - er_doubling_high_mul(half_denominator, x);
    x += er_saturating_shift(er_doubling_high_mul(x, error), 2);
  }
  return x;
}

/// 1 / (1 + a) in Q0.31 for `a` in [0, 1), Q0.31.
static inline int32_t er_one_over_one_plus(int32_t a) {
  return er_saturating_shift(er_two_over_one_plus(a), 1);
}

/// (1 - a) / (1 + a) in Q0.31 for `a` in [0, 1), Q0.31.
static inline int32_t er_one_minus_over_one_plus(int32_t a) {
  return er_saturating_shift(er_two_over_one_plus(a) - (1 << 29), 2);
}

/// 1 / (1 + exp(-a)) in Q0.31 for `a` in (-16, 16), Q4.27.
static inline int32_t er_logistic(int32_t a) {
  if (a == 0) return 1 << 30;
  const int32_t positive = er_one_over_one_plus(er_exp_of_nonpositive(a < 0 ? a : -a, 4));
  return a > 0 ? positive : INT32_MAX - positive;
}

/// tanh(a) in Q0.31 for `a` in (-16, 16), Q4.27. Read as Q5.26, the same bits are 2 * a.
static inline int32_t er_tanh(int32_t a) {
  if (a == 0) return 0;
  const int32_t positive = er_one_minus_over_one_plus(er_exp_of_nonpositive(a < 0 ? a : -a, 5));
  return a > 0 ? positive : -positive;
}

#endif
