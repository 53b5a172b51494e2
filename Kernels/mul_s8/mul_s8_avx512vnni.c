#if defined(__x86_64__)
#include "../x86/scaling.h"
#include "edge_kernels.h"

typedef struct {
  er_scaling_avx512 scaling;
  __m512i offset1, offset2, offset, low, high;
} product;

ER_AVX512 __m512i multiply(const product *p, __m512i x1, __m512i x2) {
  const __m512i value = _mm512_mullo_epi32(_mm512_add_epi32(x1, p->offset1),
                                           _mm512_add_epi32(x2, p->offset2));
  const __m512i y = _mm512_add_epi32(er_scale_avx512(value, &p->scaling), p->offset);
  return _mm512_min_epi32(_mm512_max_epi32(y, p->low), p->high);
}

#define ER_CONTEXT product
#define ER_COMPUTE multiply
#include "../x86/elementwise.h"

ER_AVX512_TARGET void er_mul_s8_avx512vnni(const er_call *call) {
  const er_mul_s8_params *p = call->params;
  const product context = {
      .scaling = er_make_scaling(p->output_multiplier, p->output_shift),
      .offset1 = _mm512_set1_epi32(p->offset1),
      .offset2 = _mm512_set1_epi32(p->offset2),
      .offset = _mm512_set1_epi32(p->output_offset),
      .low = _mm512_set1_epi32(p->activation_min),
      .high = _mm512_set1_epi32(p->activation_max),
  };
  er_elementwise_avx512(call, p->width, p->channels, &context);
}
#endif
