#if defined(__x86_64__)
#include "../x86/bytewise_avx512.h"
#include "../x86/scaling.h"
#include "edge_kernels.h"

typedef struct {
  er_scaling_avx512 scaling;
  er_exact_form exact;
  __m512i offset1, offset2, offset, low, high;
} product;

/// Sixteen results, not yet clamped.
ER_AVX512 __m512i scaled(const product *p, __m512i value, const int32_t is_exact) {
  const __m512i y = is_exact ? er_requantize_exactly(value, &p->exact, 0)
                             : er_scale_avx512(value, &p->scaling);
  return _mm512_add_epi32(y, p->offset);
}

/// Results of 32 inputs, saturated to 16 bits.
ER_AVX512 __m512i multiply_words(const product *p, __m512i x1, __m512i x2,
                                 const int32_t is_exact) {
  const __m512i a = _mm512_add_epi16(x1, p->offset1), b = _mm512_add_epi16(x2, p->offset2);
  const __m512i low = _mm512_mullo_epi16(a, b), high = _mm512_mulhi_epi16(a, b);
  return _mm512_packs_epi32(scaled(p, _mm512_unpacklo_epi16(low, high), is_exact),
                            scaled(p, _mm512_unpackhi_epi16(low, high), is_exact));
}

ER_AVX512 __m512i multiply(const product *p, __m512i x1, __m512i x2, const int32_t is_exact) {
  const __m512i low = multiply_words(p, _mm512_srai_epi16(_mm512_unpacklo_epi8(x1, x1), 8),
                                     _mm512_srai_epi16(_mm512_unpacklo_epi8(x2, x2), 8), is_exact);
  const __m512i high = multiply_words(p, _mm512_srai_epi16(_mm512_unpackhi_epi8(x1, x1), 8),
                                      _mm512_srai_epi16(_mm512_unpackhi_epi8(x2, x2), 8), is_exact);
  return _mm512_min_epi8(_mm512_max_epi8(_mm512_packs_epi16(low, high), p->low), p->high);
}

ER_AVX512 __m512i multiply_exactly(const void *context, __m512i x1, __m512i x2) {
  return multiply(context, x1, x2, 1);
}

ER_AVX512 __m512i multiply_by_rule(const void *context, __m512i x1, __m512i x2) {
  return multiply(context, x1, x2, 0);
}

ER_AVX512_TARGET void er_mul_s8_avx512vnni(const er_call *call) {
  const er_mul_s8_params *p = call->params;
  const product context = {
      .scaling = er_make_scaling(p->output_multiplier, p->output_shift),
      .exact = er_make_exact_form(_mm512_set1_epi32(p->output_multiplier),
                                  _mm512_set1_epi32(p->output_shift), 0),
      .offset1 = _mm512_set1_epi16((short)p->offset1),
      .offset2 = _mm512_set1_epi16((short)p->offset2),
      .offset = _mm512_set1_epi32(p->output_offset),
      .low = _mm512_set1_epi8((char)p->activation_min),
      .high = _mm512_set1_epi8((char)p->activation_max),
  };
  if (p->output_multiplier >= 0 && p->output_shift < 0)
    er_bytewise_avx512(call, p->width, p->channels, &context, multiply_exactly);
  else
    er_bytewise_avx512(call, p->width, p->channels, &context, multiply_by_rule);
}
#endif
