#ifndef EDGE_X86_BYTEWISE_AVX512_H
#define EDGE_X86_BYTEWISE_AVX512_H

#include "avx512.h"
#include "elementwise.h"

// Elementwise kernels of two inputs, 64 elements at a time.

/// 64 results of 64 elements of each input. Always inlined, so called at no cost.
typedef __m512i (*er_bytewise)(const void *context, __m512i x1, __m512i x2);

/// What computes results, and what it needs.
typedef struct {
  const void *context;
  er_bytewise compute;
} er_computation;

/// An er_element_run of an er_computation.
ER_AVX512 void er_bytewise_run(const void *computation, int8_t *out, const int8_t *x1,
                               int32_t step1, const int8_t *x2, int32_t step2, int32_t count,
                               int32_t ascends) {
  const er_computation *own = computation;
  const int32_t blocks = (count + 63) / 64;
  if (step1 && step2 && ascends && count % 64 == 0) {
    for (int32_t i = 0; i < count; i += 64)
      _mm512_storeu_si512(out + i, own->compute(own->context, _mm512_loadu_si512(x1 + i),
                                                _mm512_loadu_si512(x2 + i)));
    return;
  }
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t i = 64 * (ascends ? n : blocks - 1 - n);
    const __mmask64 mask = er_bytes_mask(count - i);
    const __m512i first = step1 ? _mm512_maskz_loadu_epi8(mask, x1 + i) : _mm512_set1_epi8(*x1);
    const __m512i second = step2 ? _mm512_maskz_loadu_epi8(mask, x2 + i) : _mm512_set1_epi8(*x2);
    const __m512i y = own->compute(own->context, first, second);
    if (mask == ~UINT64_C(0))
      _mm512_storeu_si512(out + i, y);
    else
      _mm512_mask_storeu_epi8(out + i, mask, y);
  }
}

/// Computes all elements of the output.
ER_AVX512 void er_bytewise_avx512(const er_call *call, int32_t width, int32_t channels,
                                  const void *context, const er_bytewise compute) {
  const er_computation computation = {context, compute};
  er_elementwise_runs(call, width, channels, &computation, er_bytewise_run);
}

#endif
