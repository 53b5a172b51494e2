#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "../x86/max_pooled_window.h"
#include "edge_kernels.h"

/// `count` bytes: 32, 16, 8 or 1.
ER_AVX2 __m256i load(const int8_t *from, const int32_t count) {
  if (count == 32) return _mm256_loadu_si256((const void *)from);
  if (count == 16) return _mm256_castsi128_si256(_mm_loadu_si128((const void *)from));
  if (count == 8) return _mm256_castsi128_si256(_mm_loadl_epi64((const void *)from));
  return _mm256_set1_epi8(*from);
}

ER_AVX2 void store(int8_t *to, __m256i bytes, const int32_t count) {
  const __m128i low = _mm256_castsi256_si128(bytes);
  if (count == 32)
    _mm256_storeu_si256((void *)to, bytes);
  else if (count == 16)
    _mm_storeu_si128((void *)to, low);
  else if (count == 8)
    _mm_storel_epi64((void *)to, low);
  else
    *to = (int8_t)_mm_cvtsi128_si32(low);
}

/// Pools `count` channels from channel `first` on.
ER_AVX2 void pool_some(const er_pooled_window *w, int32_t first, const int32_t count,
                       int8_t *out) {
  __m256i best = _mm256_set1_epi8((char)w->params->activation_min);
  for (int32_t ky = 0; ky < w->row_count; ++ky) {
    const int8_t *in = w->rows[ky] + w->start + first;
    for (int32_t kx = 0; kx < w->columns; ++kx, in += w->step)
      best = _mm256_max_epi8(best, load(in, count));
  }
  best = _mm256_min_epi8(best, _mm256_set1_epi8((char)w->params->activation_max));
  store(out + first, best, count);
}

ER_AVX2 void pool_channels(const er_pooled_window *w, int32_t channels, int8_t *out) {
  int32_t c = 0;
  for (; c + 32 <= channels; c += 32) pool_some(w, c, 32, out);
  for (; c + 16 <= channels; c += 16) pool_some(w, c, 16, out);
  for (; c + 8 <= channels; c += 8) pool_some(w, c, 8, out);
  for (; c < channels; ++c) pool_some(w, c, 1, out);
}

#define ER_INLINE ER_AVX2
#include "../x86/max_pooling.h"

ER_AVX2_TARGET void er_max_pool_s8_avx2(const er_call *call) { pool_rows(call); }
#endif
