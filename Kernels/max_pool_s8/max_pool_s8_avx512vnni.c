#if defined(__x86_64__)
#include "../x86/avx512.h"
#include "../x86/max_pooled_window.h"
#include "edge_kernels.h"

ER_AVX512 void pool_channels(const er_pooled_window *w, int32_t channels, int8_t *out) {
  const __m512i low = _mm512_set1_epi8((char)w->params->activation_min);
  const __m512i high = _mm512_set1_epi8((char)w->params->activation_max);
  for (int32_t c = 0; c < channels; c += 64) {
    const __mmask64 mask = er_bytes_mask(channels - c);
    __m512i best = low;
    for (int32_t ky = 0; ky < w->row_count; ++ky) {
      const int8_t *in = w->rows[ky] + w->start + c;
      for (int32_t kx = 0; kx < w->columns; ++kx, in += w->step)
        best = _mm512_max_epi8(best, _mm512_maskz_loadu_epi8(mask, in));
    }
    _mm512_mask_storeu_epi8(out + c, mask, _mm512_min_epi8(best, high));
  }
}

#define ER_INLINE ER_AVX512
#include "../x86/max_pooling.h"

ER_AVX512_TARGET void er_max_pool_s8_avx512vnni(const er_call *call) { pool_rows(call); }
#endif
