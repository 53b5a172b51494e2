#ifndef EDGE_X86_AVX512_H
#define EDGE_X86_AVX512_H

#include <immintrin.h>

#include "../include/edge_kernels.h"
#include "unrolling.h"

// What the AVX-512 variants share: targets, requantisation of sixteen lanes, narrowing to int8.

#define ER_AVX512_TARGET \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define ER_AVX512 \
  __attribute__((always_inline, target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))) \
  static inline

enum { ER_NEAREST = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC };

/// The low `count` bits set, `count` in [0, 64].
ER_AVX512 __mmask64 er_bytes_mask(int32_t count) {
  return count >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1;
}

ER_AVX512 __mmask16 er_lanes_mask(int32_t count) {
  return (__mmask16)(count >= 16 ? 0xFFFF : (1 << count) - 1);
}

/// rint(x * scale + sign(x) * half): equal to er_requantize, clamped, where the host proved it.
ER_AVX512 __m512i er_requantize_float(__m512i x, __m512 scale, __m512 half) {
  const __m512i sign = _mm512_set1_epi32(INT32_MIN);
  const __m512 value = _mm512_cvt_roundepi32_ps(x, ER_NEAREST);
  const __m512i signed_half = _mm512_ternarylogic_epi32(
      _mm512_castps_si512(half), _mm512_castps_si512(value), sign, 0xD8);
  return _mm512_cvt_roundps_epi32(
      _mm512_fmadd_round_ps(value, scale, _mm512_castsi512_ps(signed_half), ER_NEAREST),
      ER_NEAREST);
}

/// The same where results below 0 are clamped to 0.
ER_AVX512 __m512i er_requantize_float_positive(__m512i x, __m512 scale, __m512 half) {
  const __m512 value = _mm512_cvt_roundepi32_ps(x, ER_NEAREST);
  return _mm512_cvt_roundps_epi32(_mm512_fmadd_round_ps(value, scale, half, ER_NEAREST),
                                  ER_NEAREST);
}

/// x * scale + sign(x) * half, rounded towards zero.
ER_AVX512 __m512i er_truncated_float(__m512i x, __m512 scale, __m512 half) {
  const __m512i sign = _mm512_set1_epi32(INT32_MIN);
  const __m512 value = _mm512_cvt_roundepi32_ps(x, ER_NEAREST);
  const __m512i signed_half = _mm512_ternarylogic_epi32(
      _mm512_castps_si512(half), _mm512_castps_si512(value), sign, 0xD8);
  return _mm512_cvttps_epi32(
      _mm512_fmadd_round_ps(value, scale, _mm512_castsi512_ps(signed_half), ER_NEAREST));
}

/// er_doubling_high_mul, lane by lane, for `multiplier` above INT32_MIN.
ER_AVX512 __m512i er_doubling_high_mul_avx512(__m512i x, __m512i multiplier) {
  const __m512i nudge = _mm512_set1_epi64(1 << 30);
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(x, multiplier), nudge);
  const __m512i odd = _mm512_add_epi64(
      _mm512_mul_epi32(_mm512_srli_epi64(x, 32), _mm512_srli_epi64(multiplier, 32)), nudge);
  return _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
}

/// er_rounding_shift, lane by lane.
ER_AVX512 __m512i er_rounding_shift_avx512(__m512i x, __m512i exponent) {
  const __m512i one = _mm512_set1_epi32(1);
  const __m512i mask = _mm512_sub_epi32(_mm512_sllv_epi32(one, exponent), one);
  const __m512i threshold =
      _mm512_sub_epi32(_mm512_srli_epi32(mask, 1), _mm512_srai_epi32(x, 31));
  const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(x, mask), threshold);
  const __m512i low = _mm512_srav_epi32(x, exponent);
  return _mm512_mask_add_epi32(low, up, low, one);
}

/// er_requantize, lane by lane, for `multiplier` above INT32_MIN.
ER_AVX512 __m512i er_requantize_avx512(__m512i x, __m512i multiplier, __m512i shift) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i left = _mm512_max_epi32(shift, zero);
  const __m512i right = _mm512_sub_epi32(left, shift);
  return er_rounding_shift_avx512(
      er_doubling_high_mul_avx512(_mm512_sllv_epi32(x, left), multiplier), right);
}

/// Both steps of er_requantize in one 64-bit sum, for |x| < 2^30 and shifts in [-31, -1].
typedef struct {
  __m512i even, odd;  // multipliers of the lanes
  __m512i even_start, odd_start;
  __m512i shift;
  __mmask16 even_lanes;
} er_exact_form;

/// - Parameter is_positive: results below 0 are clamped to 0, so ties of negative sums do not
///   matter.
ER_AVX512 er_exact_form er_make_exact_form(__m512i multiplier, __m512i shift,
                                           const int32_t is_positive) {
  const __m512i half = _mm512_set1_epi64(is_positive ? INT64_C(1) << 30 : INT64_C(1) << 31);
  const __m512i exponent = _mm512_sub_epi32(_mm512_setzero_si512(), shift);
  const __m512i low = _mm512_set1_epi64(UINT32_MAX);
  er_exact_form form = {
      multiplier,
      _mm512_srli_epi64(multiplier, 32),
      _mm512_add_epi64(half, _mm512_sllv_epi64(half, _mm512_and_si512(exponent, low))),
      _mm512_add_epi64(half, _mm512_sllv_epi64(half, _mm512_srli_epi64(exponent, 32))),
      is_positive ? _mm512_sub_epi32(exponent, _mm512_set1_epi32(1)) : exponent,
      0x5555,
  };
  // A blend by a mask that the compiler sees becomes two shuffles.
  __asm__("" : "+Yk"(form.even_lanes));
  return form;
}

/// Each odd lane, in the even lane before it as well.
ER_AVX512 __m512i er_odd_lanes(__m512i x) {
  return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(x)));
}

/// The high halves of 64-bit products of even and of odd lanes.
ER_AVX512 __m512i er_high_halves(__m512i even, __m512i odd, __mmask16 even_lanes) {
  return _mm512_castps_si512(_mm512_mask_movehdup_ps(_mm512_castsi512_ps(odd), even_lanes,
                                                     _mm512_castsi512_ps(even)));
}

ER_AVX512 __m512i er_requantize_exactly(__m512i x, const er_exact_form *f,
                                        const int32_t is_positive) {
  const __m512i factor = is_positive ? x : _mm512_add_epi32(x, x);
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(factor, f->even), f->even_start);
  const __m512i odd = _mm512_add_epi64(
      _mm512_mul_epi32(er_odd_lanes(factor), f->odd), f->odd_start);
  const __m512i high = er_high_halves(even, odd, f->even_lanes);
  return _mm512_srav_epi32(
      is_positive ? high : _mm512_add_epi32(high, _mm512_srai_epi32(x, 31)), f->shift);
}

/// The bytes of four vectors of int32, one vector after the other, saturated, moved by the int16
/// `offset` and clamped to the int8 `low` and `high`.
ER_AVX512 __m512i er_narrow_avx512(__m512i a, __m512i b, __m512i c, __m512i d, __m512i offset,
                                   __m512i low, __m512i high) {
  const __m512i order = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  const __m512i ab = _mm512_adds_epi16(_mm512_packs_epi32(a, b), offset);
  const __m512i cd = _mm512_adds_epi16(_mm512_packs_epi32(c, d), offset);
  const __m512i bytes = _mm512_packs_epi16(ab, cd);
  return _mm512_permutexvar_epi32(order, _mm512_min_epi8(_mm512_max_epi8(bytes, low), high));
}

#endif
