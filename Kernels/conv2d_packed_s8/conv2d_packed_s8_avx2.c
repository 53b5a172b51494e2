#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

/// Products of bytes leave 16 bits when two are added, so even and odd ones are multiplied apart,
/// as words.
typedef struct {
  __m256i even, odd;
} quads;

ER_AVX2 quads inputs_of(__m256i bytes) {
  const quads words = {_mm256_and_si256(bytes, _mm256_set1_epi16(0xFF)),
                       _mm256_srli_epi16(bytes, 8)};
  return words;
}

ER_AVX2 quads weights_of(__m256i bytes) {
  const quads words = {_mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8),
                       _mm256_srai_epi16(bytes, 8)};
  return words;
}

ER_AVX2 __m256i dot(__m256i sums, quads inputs, quads weights) {
  const __m256i even = _mm256_madd_epi16(inputs.even, weights.even);
  return _mm256_add_epi32(
      sums, _mm256_add_epi32(even, _mm256_madd_epi16(inputs.odd, weights.odd)));
}

#define ER_INLINE ER_AVX2
#define ER_TARGET ER_AVX2_TARGET
#define ER_MOST_PIXELS 4
#define ER_INPUTS inputs_of
#define ER_WEIGHTS weights_of
#define ER_DOT dot
#include "../x86/convolution.h"

void er_conv2d_packed_s8_avx2(const er_call *call) {
  er_convolve_packed(call, convolve_rows);
}
#endif
