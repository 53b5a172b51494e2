#if defined(__x86_64__)
#include "../x86/addition.h"
#include "../x86/bytewise_avx512.h"
#include "edge_kernels.h"

/// An er_exact_addition in vectors.
typedef struct {
  __m512i constant, highs, low_factor, offset, fraction, half, turn, multiplier, start;
  __m512i output_offset, least, most;
  __m128i left, shift;
  __mmask16 even_lanes;
} addition;

ER_AVX512 addition in_vectors(const er_exact_addition *e, const er_add_s8_params *p) {
  addition a = {
      .constant = _mm512_set1_epi32(e->constant),
      .highs = _mm512_set1_epi32(e->highs),
      .low_factor = _mm512_set1_epi32(e->low_factor),
      .offset = _mm512_set1_epi16((short)e->offset),
      .fraction = _mm512_set1_epi16((short)e->fraction),
      .half = _mm512_set1_epi16((short)e->half),
      .turn = _mm512_set1_epi32(e->turn),
      .multiplier = _mm512_set1_epi32(p->output_multiplier),
      .start = _mm512_set1_epi64(e->start),
      .output_offset = _mm512_set1_epi16((short)p->output_offset),
      .least = _mm512_set1_epi8((char)p->activation_min),
      .most = _mm512_set1_epi8((char)p->activation_max),
      .left = _mm_cvtsi32_si128(e->left),
      .shift = _mm_cvtsi32_si128(e->shift),
      .even_lanes = 0x5555,
  };
  // A blend by a mask that the compiler sees becomes two shuffles.
  __asm__("" : "+Yk"(a.even_lanes));
  return a;
}

/// What is rounded of the scaled input's terms; words are inputs times 256.
ER_AVX512 __m512i fractions(const addition *a, __m512i words) {
  const __m512i moved = _mm512_add_epi16(_mm512_sra_epi16(words, a->left), a->offset);
  const __m512i rounded = _mm512_mulhrs_epi16(moved, a->fraction);
  return _mm512_mulhrs_epi16(_mm512_add_epi16(rounded, _mm512_srai_epi16(moved, 15)), a->half);
}

/// Sums are twice those of the rule: (high half of sum * multiplier + start - (sum < 0)) >> shift.
ER_AVX512 void requantize(const addition *a, __m512i sums[4]) {
  __m512i even[4], odd[4];
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) even[i] = _mm512_mul_epi32(sums[i], a->multiplier);
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i)
    odd[i] = _mm512_mul_epi32(er_odd_lanes(sums[i]), a->multiplier);
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) even[i] = _mm512_add_epi64(even[i], a->start);
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) odd[i] = _mm512_add_epi64(odd[i], a->start);
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) {
    const __m512i high = er_high_halves(even[i], odd[i], a->even_lanes);
    sums[i] = _mm512_add_epi32(high, _mm512_srai_epi32(sums[i], 31));
  }
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) sums[i] = _mm512_sra_epi32(sums[i], a->shift);
}

ER_AVX512 void requantize_short(const addition *a, __m512i sums[4]) {
  const __m512i one = _mm512_set1_epi32(1 << ER_FACTOR_BITS);
  __mmask16 ties[4];
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) ties[i] = _mm512_cmplt_epi32_mask(sums[i], a->turn);
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i)
    sums[i] = _mm512_mask_sub_epi32(sums[i], ties[i], sums[i], one);
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) sums[i] = _mm512_sra_epi32(sums[i], a->shift);
}

ER_AVX512 __m512i add(const addition *a, __m512i scaled, __m512i halved, const int32_t is_short) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i s[2] = {_mm512_unpacklo_epi8(zero, scaled), _mm512_unpackhi_epi8(zero, scaled)};
  const __m512i h[2] = {_mm512_unpacklo_epi8(zero, halved), _mm512_unpackhi_epi8(zero, halved)};
  const __m512i f[2] = {fractions(a, s[0]), fractions(a, s[1])};
  __m512i sums[4];
  ER_UNROLLED for (int32_t i = 0; i < 2; ++i) {
    sums[2 * i] = _mm512_dpwssd_epi32(a->constant, _mm512_unpacklo_epi16(s[i], h[i]), a->highs);
    sums[2 * i + 1] =
        _mm512_dpwssd_epi32(a->constant, _mm512_unpackhi_epi16(s[i], h[i]), a->highs);
  }
  ER_UNROLLED for (int32_t i = 0; i < 2; ++i) {
    const __m512i inputs = _mm512_srai_epi16(s[i], 8);
    sums[2 * i] =
        _mm512_dpwssd_epi32(sums[2 * i], _mm512_unpacklo_epi16(inputs, f[i]), a->low_factor);
    sums[2 * i + 1] =
        _mm512_dpwssd_epi32(sums[2 * i + 1], _mm512_unpackhi_epi16(inputs, f[i]), a->low_factor);
  }
  if (is_short)
    requantize_short(a, sums);
  else
    requantize(a, sums);
  const __m512i low = _mm512_packs_epi32(sums[0], sums[1]);
  const __m512i high = _mm512_packs_epi32(sums[2], sums[3]);
  const __m512i bytes = _mm512_packs_epi16(_mm512_adds_epi16(low, a->output_offset),
                                           _mm512_adds_epi16(high, a->output_offset));
  return _mm512_min_epi8(_mm512_max_epi8(bytes, a->least), a->most);
}

#define ER_INLINE ER_AVX512
#define ER_TARGET ER_AVX512_TARGET
#define ER_VECTOR __m512i
#define ER_BYTEWISE er_bytewise_avx512
#define ER_ADD_S8 er_add_s8_avx512vnni
#include "additions.h"
#endif
