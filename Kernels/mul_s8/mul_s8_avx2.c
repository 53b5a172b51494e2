#if defined(__x86_64__)
#include "../x86/bytewise_avx2.h"
#include "../x86/requantize_avx2.h"
#include "edge_kernels.h"

typedef struct {
  __m256i offset1, offset2, multiplier, shift, offset, low, high;
} product;

/// Results of sixteen inputs, saturated to 16 bits.
ER_AVX2 __m256i multiply_words(const product *p, __m256i x1, __m256i x2) {
  const __m256i a = _mm256_add_epi16(x1, p->offset1), b = _mm256_add_epi16(x2, p->offset2);
  const __m256i low = _mm256_mullo_epi16(a, b), high = _mm256_mulhi_epi16(a, b);
  const __m256i first = er_requantize_exactly_avx2(_mm256_unpacklo_epi16(low, high),
                                                   p->multiplier, p->shift);
  const __m256i second = er_requantize_exactly_avx2(_mm256_unpackhi_epi16(low, high),
                                                    p->multiplier, p->shift);
  return _mm256_packs_epi32(_mm256_add_epi32(first, p->offset),
                            _mm256_add_epi32(second, p->offset));
}

ER_AVX2 __m256i multiply(const void *context, __m256i x1, __m256i x2) {
  const product *p = context;
  const __m256i low = multiply_words(p, _mm256_srai_epi16(_mm256_unpacklo_epi8(x1, x1), 8),
                                     _mm256_srai_epi16(_mm256_unpacklo_epi8(x2, x2), 8));
  const __m256i high = multiply_words(p, _mm256_srai_epi16(_mm256_unpackhi_epi8(x1, x1), 8),
                                      _mm256_srai_epi16(_mm256_unpackhi_epi8(x2, x2), 8));
  return _mm256_min_epi8(_mm256_max_epi8(_mm256_packs_epi16(low, high), p->low), p->high);
}

ER_AVX2_TARGET void er_mul_s8_avx2(const er_call *call) {
  const er_mul_s8_params *p = call->params;
  if (p->output_multiplier < 0 || p->output_shift >= 0) {
    er_mul_s8_scalar(call);
    return;
  }
  const product context = {
      _mm256_set1_epi16((short)p->offset1),
      _mm256_set1_epi16((short)p->offset2),
      _mm256_set1_epi32(p->output_multiplier),
      _mm256_set1_epi32(p->output_shift),
      _mm256_set1_epi32(p->output_offset),
      _mm256_set1_epi8((char)p->activation_min),
      _mm256_set1_epi8((char)p->activation_max),
  };
  er_bytewise_avx2(call, p->width, p->channels, &context, multiply);
}
#endif
