#if defined(__x86_64__)
#include "../x86/addition.h"
#include "../x86/bytewise_avx2.h"
#include "edge_kernels.h"

/// An er_exact_addition in vectors.
typedef struct {
  __m256i constant, highs, low_factor, offset, fraction, half, turn, multiplier, start;
  __m256i output_offset, least, most;
  __m128i left, shift;
} addition;

ER_AVX2 addition in_vectors(const er_exact_addition *e, const er_add_s8_params *p) {
  const addition a = {
      .constant = _mm256_set1_epi32(e->constant),
      .highs = _mm256_set1_epi32(e->highs),
      .low_factor = _mm256_set1_epi32(e->low_factor),
      .offset = _mm256_set1_epi16((short)e->offset),
      .fraction = _mm256_set1_epi16((short)e->fraction),
      .half = _mm256_set1_epi16((short)e->half),
      .turn = _mm256_set1_epi32(e->turn),
      .multiplier = _mm256_set1_epi32(p->output_multiplier),
      .start = _mm256_set1_epi64x(e->start),
      .output_offset = _mm256_set1_epi16((short)p->output_offset),
      .least = _mm256_set1_epi8((char)p->activation_min),
      .most = _mm256_set1_epi8((char)p->activation_max),
      .left = _mm_cvtsi32_si128(e->left),
      .shift = _mm_cvtsi32_si128(e->shift),
  };
  return a;
}

/// What is rounded of the scaled input's terms; words are inputs times 256.
ER_AVX2 __m256i fractions(const addition *a, __m256i words) {
  const __m256i moved = _mm256_add_epi16(_mm256_sra_epi16(words, a->left), a->offset);
  const __m256i rounded = _mm256_mulhrs_epi16(moved, a->fraction);
  return _mm256_mulhrs_epi16(_mm256_add_epi16(rounded, _mm256_srai_epi16(moved, 15)), a->half);
}

/// Sums are twice those of the rule: (high half of sum * multiplier + start - (sum < 0)) >> shift.
ER_AVX2 __m256i requantized(const addition *a, __m256i sum) {
  const __m256i even =
      _mm256_add_epi64(_mm256_mul_epi32(sum, a->multiplier), a->start);
  const __m256i odd = _mm256_add_epi64(
      _mm256_mul_epi32(_mm256_srli_epi64(sum, 32), a->multiplier), a->start);
  const __m256i high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
  return _mm256_sra_epi32(_mm256_add_epi32(high, _mm256_srai_epi32(sum, 31)), a->shift);
}

ER_AVX2 __m256i requantized_short(const addition *a, __m256i sum) {
  const __m256i ties = _mm256_and_si256(_mm256_cmpgt_epi32(a->turn, sum),
                                        _mm256_set1_epi32(1 << ER_FACTOR_BITS));
  return _mm256_sra_epi32(_mm256_sub_epi32(sum, ties), a->shift);
}

/// Sixteen results without the output's offset.
ER_AVX2 __m256i results(const addition *a, __m256i scaled, __m256i halved,
                        const int32_t is_short) {
  const __m256i inputs = _mm256_srai_epi16(scaled, 8), parts = fractions(a, scaled);
  const __m256i low = _mm256_add_epi32(
      _mm256_madd_epi16(_mm256_unpacklo_epi16(scaled, halved), a->highs),
      _mm256_madd_epi16(_mm256_unpacklo_epi16(inputs, parts), a->low_factor));
  const __m256i high = _mm256_add_epi32(
      _mm256_madd_epi16(_mm256_unpackhi_epi16(scaled, halved), a->highs),
      _mm256_madd_epi16(_mm256_unpackhi_epi16(inputs, parts), a->low_factor));
  const __m256i sums[2] = {_mm256_add_epi32(low, a->constant),
                           _mm256_add_epi32(high, a->constant)};
  return is_short ? _mm256_packs_epi32(requantized_short(a, sums[0]), requantized_short(a, sums[1]))
                  : _mm256_packs_epi32(requantized(a, sums[0]), requantized(a, sums[1]));
}

ER_AVX2 __m256i add(const addition *a, __m256i scaled, __m256i halved, const int32_t is_short) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i low = results(a, _mm256_unpacklo_epi8(zero, scaled),
                              _mm256_unpacklo_epi8(zero, halved), is_short);
  const __m256i high = results(a, _mm256_unpackhi_epi8(zero, scaled),
                               _mm256_unpackhi_epi8(zero, halved), is_short);
  const __m256i bytes = _mm256_packs_epi16(_mm256_adds_epi16(low, a->output_offset),
                                           _mm256_adds_epi16(high, a->output_offset));
  return _mm256_min_epi8(_mm256_max_epi8(bytes, a->least), a->most);
}

#define ER_INLINE ER_AVX2
#define ER_TARGET ER_AVX2_TARGET
#define ER_VECTOR __m256i
#define ER_BYTEWISE er_bytewise_avx2
#define ER_ADD_S8 er_add_s8_avx2
#include "additions.h"
#endif
