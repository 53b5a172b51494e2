#ifndef EDGE_X86_SCALING_H
#define EDGE_X86_SCALING_H

#include "avx512.h"

/// A multiplier and shift that all lanes share.
typedef struct {
  __m512i multiplier;
  __m512i half;  // the least rest that rounds a positive number up
  __m128i left, right;
} er_scaling_avx512;

/// - Parameter multiplier: above INT32_MIN.
ER_AVX512 er_scaling_avx512 er_make_scaling(int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0, right = shift > 0 ? 0 : -shift;
  const er_scaling_avx512 scaling = {
      _mm512_set1_epi32(multiplier),
      _mm512_set1_epi32(right > 0 ? 1 << (right - 1) : 1),
      _mm_cvtsi32_si128(left),
      _mm_cvtsi32_si128(right),
  };
  return scaling;
}

/// er_requantize, lane by lane.
ER_AVX512 __m512i er_scale_avx512(__m512i x, const er_scaling_avx512 *s) {
  const __m512i nudge = _mm512_set1_epi64(1 << 30);
  const __m512i shifted = _mm512_sll_epi32(x, s->left);
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(shifted, s->multiplier), nudge);
  const __m512i odd = _mm512_add_epi64(
      _mm512_mul_epi32(_mm512_srli_epi64(shifted, 32), s->multiplier), nudge);
  const __m512i high =
      _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 31), _mm512_slli_epi64(odd, 1));
  const __m512i floor = _mm512_sra_epi32(high, s->right);
  const __m512i rest = _mm512_sub_epi32(high, _mm512_sll_epi32(floor, s->right));
  const __mmask16 up = _mm512_cmpge_epi32_mask(
      _mm512_add_epi32(rest, _mm512_srai_epi32(high, 31)), s->half);
  return _mm512_mask_sub_epi32(floor, up, floor, _mm512_set1_epi32(-1));
}

#endif
