#ifndef EDGE_X86_STAGING_AVX2_H
#define EDGE_X86_STAGING_AVX2_H

#include "avx2.h"
#include "staged_rows.h"

ER_AVX2 void er_stage_fill(uint8_t *to, ptrdiff_t bytes, uint8_t pad) {
  const __m256i pads = _mm256_set1_epi8((char)pad);
  for (ptrdiff_t i = 0; i < bytes; i += 32) _mm256_storeu_si256((void *)(to + i), pads);
}

/// Stages up to 31 bytes, and none behind them.
ER_AVX2 void er_stage_few(uint8_t *to, const int8_t *from, ptrdiff_t bytes) {
  const __m128i flip = _mm_set1_epi8(INT8_MIN);
  if (bytes >= 16) {
    _mm_storeu_si128((void *)to, _mm_xor_si128(_mm_loadu_si128((const void *)from), flip));
    to += 16, from += 16, bytes -= 16;
  }
  if (bytes >= 8) {
    _mm_storel_epi64((void *)to, _mm_xor_si128(_mm_loadl_epi64((const void *)from), flip));
    to += 8, from += 8, bytes -= 8;
  }
  for (ptrdiff_t i = 0; i < bytes; ++i) to[i] = (uint8_t)(from[i] ^ INT8_MIN);
}

ER_AVX2 void er_stage_run(uint8_t *to, const int8_t *from, ptrdiff_t bytes) {
  const __m256i flip = _mm256_set1_epi8(INT8_MIN);
  ptrdiff_t i = 0;
  for (; i + 32 <= bytes; i += 32)
    _mm256_storeu_si256((void *)(to + i),
                        _mm256_xor_si256(_mm256_loadu_si256((const void *)(from + i)), flip));
  er_stage_few(to + i, from + i, bytes - i);
}

/// Stages the channels of one view, which lie from `to` on, for `pixels` pixels.
ER_AVX2 void er_stage_slice(uint8_t *to, int32_t pitch, const er_view *view, const int8_t *from,
                            int32_t pixels) {
  for (int32_t x = 0; x < pixels; ++x)
    er_stage_run(to + (ptrdiff_t)x * pitch, from + (ptrdiff_t)x * view->pixel_bytes,
                 view->channels);
}

/// Loads that touch only some of a vector's bytes take as long as what they would save.
ER_AVX2 int32_t er_stage_at_once(uint8_t *to, const int8_t *from, ptrdiff_t before,
                                 ptrdiff_t inside, ptrdiff_t bytes, uint8_t pad) {
  (void)to, (void)from, (void)before, (void)inside, (void)bytes, (void)pad;
  return 0;
}

#define ER_STAGING ER_AVX2
#include "staged_image.h"

#endif
