#ifndef EDGE_X86_AVX2_H
#define EDGE_X86_AVX2_H

#include <immintrin.h>

#include "../include/edge_kernels.h"
#include "unrolling.h"

// What the variants of 256 bits share.

#define ER_AVX2_TARGET __attribute__((target("avx2,fma")))
#define ER_AVX2 __attribute__((always_inline, target("avx2,fma"))) static inline

/// Ones in the first `count` lanes.
ER_AVX2 __m256i er_first_lanes_avx2(int32_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count),
                            _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
}

/// What finishes sums: constants as conv2d_packed_s8.h has them, from `bias` on those of the first
/// sum, of `channels` channels.
typedef struct {
  const int32_t *bias;
  ptrdiff_t channels;
  int32_t offset, low, high;
} er_stage_avx2;

/// Requantises and stores up to eight sums, which the bias is part of.
ER_AVX2 void er_finish_avx2(const er_stage_avx2 *s, __m256i sums, int32_t first, int32_t count,
                            int8_t *out) {
  const int32_t *stage = s->bias + first;
  const __m256i lanes = er_first_lanes_avx2(count);
  const __m256 scale =
      _mm256_maskload_ps((const float *)(stage + 3 * s->channels), lanes);
  const __m256 proven = _mm256_cmp_ps(scale, _mm256_setzero_ps(), _CMP_GT_OQ);
  _Alignas(32) int32_t values[8];
  if (_mm256_testc_si256(_mm256_castps_si256(proven), lanes)) {
    const __m256 half =
        _mm256_maskload_ps((const float *)(stage + 4 * s->channels), lanes);
    const __m256 value = _mm256_cvtepi32_ps(sums);
    const __m256 sign = _mm256_and_ps(value, _mm256_set1_ps(-0.0F));
    const __m256i y =
        _mm256_cvtps_epi32(_mm256_fmadd_ps(value, scale, _mm256_or_ps(half, sign)));
    const __m256i moved = _mm256_add_epi32(y, _mm256_set1_epi32(s->offset));
    const __m256i clamped = _mm256_min_epi32(_mm256_max_epi32(moved, _mm256_set1_epi32(s->low)),
                                             _mm256_set1_epi32(s->high));
    if (count == 8) {
      const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(clamped),
                                            _mm256_extracti128_si256(clamped, 1));
      _mm_storel_epi64((void *)out, _mm_packs_epi16(words, words));
      return;
    }
    _mm256_store_si256((__m256i *)values, clamped);
    for (int32_t i = 0; i < count; ++i) out[i] = (int8_t)values[i];
    return;
  }
  _mm256_store_si256((__m256i *)values, sums);
  for (int32_t i = 0; i < count; ++i)
    out[i] = er_requantize_s8(values[i], stage[s->channels + i], stage[2 * s->channels + i],
                              s->offset, s->low, s->high);
}

#endif
