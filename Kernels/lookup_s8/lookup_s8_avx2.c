#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "../x86/unary.h"
#include "edge_kernels.h"

// A shuffle looks up bytes in sixteen. So elements are looked up in each of the table's sixteen
// parts by their low halves, and the four bits of their high halves choose among what was found.

ER_AVX2 __m256i look_up(const int8_t *table, __m256i x) {
  const __m256i low = _mm256_and_si256(x, _mm256_set1_epi8(15));
  __m256i found[16];
  ER_UNROLLED for (int32_t i = 0; i < 16; ++i) {
    const __m128i part = _mm_loadu_si128((const void *)(table + 16 * i));
    found[i] = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(part), low);
  }
  // Bits 4 to 7, each made the highest of its byte.
  ER_UNROLLED for (int32_t count = 8, bit = 3; count > 0; count /= 2, --bit) {
    const __m256i chooser = bit == 3 ? x : _mm256_slli_epi16(x, 3 - bit);
    ER_UNROLLED for (int32_t i = 0; i < count; ++i)
      found[i] = _mm256_blendv_epi8(found[i], found[i + count], chooser);
  }
  return found[0];
}

/// Fewer than a vector holds.
ER_AVX2 void look_up_few(const int8_t *table, int8_t *out, const int8_t *x, int32_t count,
                         int32_t ascends) {
  for (int32_t n = 0; n < count; ++n) {
    const int32_t i = ascends ? n : count - 1 - n;
    out[i] = table[x[i] + 128];
  }
}

ER_AVX2 void run(const void *context, int8_t *out, const int8_t *x, int32_t count,
                 int32_t ascends) {
  // x + 128 is x with its highest bit flipped.
  const __m256i flip = _mm256_set1_epi8(INT8_MIN);
  const int32_t whole = count / 32 * 32;
  if (!ascends) look_up_few(context, out + whole, x + whole, count - whole, 0);
  for (int32_t i = 0; i < whole; i += 32) {
    const int32_t at = ascends ? i : whole - 32 - i;
    const __m256i bytes = _mm256_loadu_si256((const void *)(x + at));
    _mm256_storeu_si256((void *)(out + at), look_up(context, _mm256_xor_si256(bytes, flip)));
  }
  if (ascends) look_up_few(context, out + whole, x + whole, count - whole, 1);
}

ER_AVX2_TARGET void er_lookup_s8_avx2(const er_call *call) {
  const er_lookup_s8_params *p = call->params;
  er_unary_runs(call, p->width, p->channels, call->constants, run);
}
#endif
