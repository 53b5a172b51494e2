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

#endif
