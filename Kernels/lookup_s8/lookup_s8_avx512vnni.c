#if defined(__x86_64__)
#include "../x86/avx512.h"
#include "../x86/unary.h"
#include "edge_kernels.h"

// As lookup_s8_avx2.c has it; the table stays in registers.

ER_AVX512 __m512i look_up(const __m512i parts[16], __m512i x) {
  const __m512i low = _mm512_and_si512(x, _mm512_set1_epi8(15));
  __m512i found[16];
  ER_UNROLLED for (int32_t i = 0; i < 16; ++i) found[i] = _mm512_shuffle_epi8(parts[i], low);
  ER_UNROLLED for (int32_t count = 8; count > 0; count /= 2) {
    const __mmask64 chooser = _mm512_test_epi8_mask(x, _mm512_set1_epi8((char)(16 * count)));
    ER_UNROLLED for (int32_t i = 0; i < count; ++i)
      found[i] = _mm512_mask_blend_epi8(chooser, found[i], found[i + count]);
  }
  return found[0];
}

ER_AVX512 void run(const void *context, int8_t *out, const int8_t *x, int32_t count,
                   int32_t ascends) {
  const __m512i flip = _mm512_set1_epi8(INT8_MIN);
  const int8_t *table = context;
  const int32_t blocks = (count + 63) / 64;
  __m512i parts[16];
  ER_UNROLLED for (int32_t i = 0; i < 16; ++i)
    parts[i] = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)(table + 16 * i)));
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t at = 64 * (ascends ? n : blocks - 1 - n);
    const __mmask64 mask = er_bytes_mask(count - at);
    const __m512i bytes = _mm512_maskz_loadu_epi8(mask, x + at);
    _mm512_mask_storeu_epi8(out + at, mask, look_up(parts, _mm512_xor_si512(bytes, flip)));
  }
}

ER_AVX512_TARGET void er_lookup_s8_avx512vnni(const er_call *call) {
  const er_lookup_s8_params *p = call->params;
  er_unary_runs(call, p->width, p->channels, call->constants, run);
}
#endif
