#ifndef EDGE_X86_BYTEWISE_AVX2_H
#define EDGE_X86_BYTEWISE_AVX2_H

#include "avx2.h"
#include "elementwise.h"

// Elementwise kernels of two inputs, 32 elements at a time.

/// 32 results of 32 elements of each input. Always inlined, so called at no cost.
typedef __m256i (*er_bytewise)(const void *context, __m256i x1, __m256i x2);

/// What computes results, and what it needs.
typedef struct {
  const void *context;
  er_bytewise compute;
} er_computation;

enum { ER_BYTES = 32 };

/// Up to ER_BYTES elements; all the same where `step` is 0.
ER_AVX2 __m256i er_load_bytes(const int8_t *x, int32_t step, int32_t count) {
  _Alignas(32) int8_t held[ER_BYTES] = {0};
  if (!step) return _mm256_set1_epi8(*x);
  if (count == ER_BYTES) return _mm256_loadu_si256((const void *)x);
  __builtin_memcpy(held, x, (size_t)count);
  return _mm256_load_si256((const void *)held);
}

/// An er_element_run of an er_computation.
ER_AVX2 void er_bytewise_run(const void *computation, int8_t *out, const int8_t *x1, int32_t step1,
                             const int8_t *x2, int32_t step2, int32_t count, int32_t ascends) {
  const er_computation *own = computation;
  const int32_t blocks = (count + ER_BYTES - 1) / ER_BYTES;
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t i = ER_BYTES * (ascends ? n : blocks - 1 - n);
    const int32_t here = count - i < ER_BYTES ? count - i : ER_BYTES;
    const __m256i y = own->compute(own->context, er_load_bytes(x1 + i * step1, step1, here),
                                   er_load_bytes(x2 + i * step2, step2, here));
    if (here == ER_BYTES) {
      _mm256_storeu_si256((void *)(out + i), y);
      continue;
    }
    _Alignas(32) int8_t held[ER_BYTES];
    _mm256_store_si256((void *)held, y);
    __builtin_memcpy(out + i, held, (size_t)here);
  }
}

/// Computes all elements of the output.
ER_AVX2 void er_bytewise_avx2(const er_call *call, int32_t width, int32_t channels,
                              const void *context, const er_bytewise compute) {
  const er_computation computation = {context, compute};
  er_elementwise_runs(call, width, channels, &computation, er_bytewise_run);
}

#endif
