#include "peak.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { SUMS = 16 };

__attribute__((target("avx512f,avx512vnni"))) static void multiply(int64_t rounds) {
  __m512i sums[SUMS];
  const __m512i factor = _mm512_set1_epi8(3);
  for (int i = 0; i < SUMS; ++i) sums[i] = _mm512_set1_epi32(i);
  for (int64_t n = 0; n < rounds; ++n)
    for (int i = 0; i < SUMS; ++i)
      __asm__ volatile("vpdpbusd %1, %1, %0" : "+v"(sums[i]) : "v"(factor));
}

int64_t kernel_peak(int64_t rounds) {
  if (!__builtin_cpu_supports("avx512vnni")) return 0;
  multiply(rounds);
  return rounds * SUMS * 64;
}
#else
int64_t kernel_peak(int64_t rounds) {
  (void)rounds;
  return 0;
}
#endif
