#ifndef EDGE_X86_REQUANTIZE_AVX2_H
#define EDGE_X86_REQUANTIZE_AVX2_H

#include "avx2.h"
#include "range.h"

// Requantisation of eight lanes, and narrowing to int8.

/// How the sums of eight lanes are requantised; in packed constants, their scales say which.
typedef enum { BY_FLOAT, EXACTLY, BY_RULE } requantisation;

typedef struct {
  __m256 scale, half;
  __m256i multiplier, shift;  // unused where all lanes are BY_FLOAT
  requantisation how;
} er_scales_avx2;

ER_AVX2 requantisation er_requantisation_avx2(__m256 scale, __m256i lanes) {
  const __m256 zero = _mm256_setzero_ps();
  const __m256i above = _mm256_castps_si256(_mm256_cmp_ps(scale, zero, _CMP_GT_OQ));
  if (_mm256_testc_si256(above, lanes)) return BY_FLOAT;
  const __m256i proven = _mm256_castps_si256(_mm256_cmp_ps(scale, zero, _CMP_GE_OQ));
  return _mm256_testc_si256(proven, lanes) ? EXACTLY : BY_RULE;
}

/// Loads `count` of eight channels' constants, as conv2d_packed_s8.h has them; `bias` is the first
/// channel's of `channels`.
ER_AVX2 er_scales_avx2 er_load_scales_avx2(const int32_t *bias, ptrdiff_t channels,
                                           int32_t count) {
  const __m256i lanes = er_first_lanes_avx2(count);
  er_scales_avx2 s;
  s.scale = _mm256_maskload_ps((const float *)(bias + 3 * channels), lanes);
  s.half = _mm256_maskload_ps((const float *)(bias + 4 * channels), lanes);
  s.how = er_requantisation_avx2(s.scale, lanes);
  if (s.how == BY_FLOAT) return s;
  s.multiplier = _mm256_maskload_epi32(bias + channels, lanes);
  s.shift = _mm256_maskload_epi32(bias + 2 * channels, lanes);
  return s;
}

/// rint(x * scale + sign(x) * half).
ER_AVX2 __m256i er_requantize_float_avx2(__m256i x, __m256 scale, __m256 half) {
  const __m256 value = _mm256_cvtepi32_ps(x);
  const __m256 sign = _mm256_and_ps(value, _mm256_set1_ps(-0.0F));
  return _mm256_cvtps_epi32(_mm256_fmadd_ps(value, scale, _mm256_or_ps(half, sign)));
}

/// The same where results below 0 are clamped to 0.
ER_AVX2 __m256i er_requantize_float_positive_avx2(__m256i x, __m256 scale, __m256 half) {
  return _mm256_cvtps_epi32(_mm256_fmadd_ps(_mm256_cvtepi32_ps(x), scale, half));
}

/// er_requantize, lane by lane, for x in [-2^30, 2^30), shifts in [-31, -1] and multipliers of at
/// least 0: the high half of 2 * x * multiplier, both halves that are added before rounding added
/// at once.
ER_AVX2 __m256i er_requantize_exactly_avx2(__m256i x, __m256i multiplier, __m256i shift) {
  const __m256i half = _mm256_set1_epi64x(INT64_C(1) << 31);
  const __m256i exponent = _mm256_sub_epi32(_mm256_setzero_si256(), shift);
  const __m256i low = _mm256_set1_epi64x(UINT32_MAX);
  const __m256i even_start =
      _mm256_add_epi64(half, _mm256_sllv_epi64(half, _mm256_and_si256(exponent, low)));
  const __m256i odd_start =
      _mm256_add_epi64(half, _mm256_sllv_epi64(half, _mm256_srli_epi64(exponent, 32)));
  const __m256i factor = _mm256_add_epi32(x, x);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(factor, multiplier), even_start);
  const __m256i odd = _mm256_add_epi64(
      _mm256_mul_epi32(_mm256_srli_epi64(factor, 32), _mm256_srli_epi64(multiplier, 32)),
      odd_start);
  const __m256i high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
  return _mm256_srav_epi32(_mm256_add_epi32(high, _mm256_srai_epi32(x, 31)), exponent);
}

/// By the rule, clamped, and without the offset again.
ER_AVX2_TARGET __attribute__((noinline, cold)) static __m256i er_requantize_by_rule_avx2(
    __m256i x, const er_scales_avx2 *s, const er_range *range) {
  _Alignas(32) int32_t values[8], multipliers[8], shifts[8];
  _mm256_store_si256((__m256i *)values, x);
  _mm256_store_si256((__m256i *)multipliers, s->multiplier);
  _mm256_store_si256((__m256i *)shifts, s->shift);
  for (int32_t i = 0; i < 8; ++i)
    values[i] = er_requantize_s8(values[i], multipliers[i], shifts[i], range->offset, range->low,
                                 range->high) -
                range->offset;
  return _mm256_load_si256((const __m256i *)values);
}

/// Requantises eight sums, without the offset.
ER_AVX2 __m256i er_requantize_avx2(__m256i x, const er_scales_avx2 *s, const er_range *range) {
  if (s->how == BY_RULE) return er_requantize_by_rule_avx2(x, s, range);
  if (s->how == EXACTLY) return er_requantize_exactly_avx2(x, s->multiplier, s->shift);
  return range->is_positive ? er_requantize_float_positive_avx2(x, s->scale, s->half)
                            : er_requantize_float_avx2(x, s->scale, s->half);
}

/// The bytes of four vectors of int32, one vector after the other, saturated, moved by the offset
/// and clamped.
ER_AVX2 __m256i er_narrow_avx2(__m256i a, __m256i b, __m256i c, __m256i d,
                               const er_range *range) {
  const __m256i offset = _mm256_set1_epi16((short)range->offset);
  const __m256i ab = _mm256_adds_epi16(_mm256_packs_epi32(a, b), offset);
  const __m256i cd = _mm256_adds_epi16(_mm256_packs_epi32(c, d), offset);
  const __m256i bytes = _mm256_min_epi8(
      _mm256_max_epi8(_mm256_packs_epi16(ab, cd), _mm256_set1_epi8((char)range->low)),
      _mm256_set1_epi8((char)range->high));
  return _mm256_permutevar8x32_epi32(bytes, _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0));
}

/// Stores the first `count` bytes, at most 16.
ER_AVX2 void er_store_bytes_avx2(int8_t *out, __m128i bytes, int32_t count) {
  if (count == 16) {
    _mm_storeu_si128((void *)out, bytes);
    return;
  }
  if (count >= 8) {
    _mm_storel_epi64((void *)out, bytes);
    bytes = _mm_srli_si128(bytes, 8);
    out += 8, count -= 8;
  }
  uint64_t rest = (uint64_t)_mm_cvtsi128_si64(bytes);
  for (; count > 0; --count, rest >>= 8) *out++ = (int8_t)rest;
}

#endif
