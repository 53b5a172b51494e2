#if defined(__x86_64__)
#include "../x86/scaling.h"
#include "edge_kernels.h"

typedef struct {
  er_scaling_avx512 term1, term2, sum;
  __m512i offset1, offset2, offset, low, high;
  __m128i left;
} addition;

ER_AVX512 __m512i add(const addition *a, __m512i x1, __m512i x2) {
  const __m512i term1 = er_scale_avx512(
      _mm512_sll_epi32(_mm512_add_epi32(x1, a->offset1), a->left), &a->term1);
  const __m512i term2 = er_scale_avx512(
      _mm512_sll_epi32(_mm512_add_epi32(x2, a->offset2), a->left), &a->term2);
  const __m512i sum = er_scale_avx512(_mm512_add_epi32(term1, term2), &a->sum);
  return _mm512_min_epi32(_mm512_max_epi32(_mm512_add_epi32(sum, a->offset), a->low), a->high);
}

#define ER_CONTEXT addition
#define ER_COMPUTE add
#include "../x86/elementwise.h"

ER_AVX512_TARGET void er_add_s8_avx512vnni(const er_call *call) {
  const er_add_s8_params *p = call->params;
  const addition a = {
      .term1 = er_make_scaling(p->multiplier1, p->shift1),
      .term2 = er_make_scaling(p->multiplier2, p->shift2),
      .sum = er_make_scaling(p->output_multiplier, p->output_shift),
      .offset1 = _mm512_set1_epi32(p->offset1),
      .offset2 = _mm512_set1_epi32(p->offset2),
      .offset = _mm512_set1_epi32(p->output_offset),
      .low = _mm512_set1_epi32(p->activation_min),
      .high = _mm512_set1_epi32(p->activation_max),
      .left = _mm_cvtsi32_si128(p->left_shift),
  };
  er_elementwise_avx512(call, p->width, p->channels, &a);
}
#endif
