#ifndef EDGE_X86_STAGING_H
#define EDGE_X86_STAGING_H

#include "avx512.h"
#include "staged_rows.h"

ER_AVX512 void er_stage_fill(uint8_t *to, ptrdiff_t bytes, uint8_t pad) {
  const __m512i pads = _mm512_set1_epi8((char)pad);
  ER_ROLLED for (ptrdiff_t i = 0; i < bytes; i += 64) _mm512_storeu_si512(to + i, pads);
}

ER_AVX512 void er_stage_run(uint8_t *to, const int8_t *from, ptrdiff_t bytes) {
  const __m512i flip = _mm512_set1_epi8(INT8_MIN);
  ptrdiff_t i = 0;
  for (; i + 64 <= bytes; i += 64)
    _mm512_storeu_si512(to + i, _mm512_xor_si512(_mm512_loadu_si512(from + i), flip));
  if (i < bytes)
    _mm512_storeu_si512(
        to + i, _mm512_xor_si512(
                    _mm512_maskz_loadu_epi8(er_bytes_mask((int32_t)(bytes - i)), from + i), flip));
}

/// Stages the channels of one view, which lie from `to` on, for `pixels` pixels.
ER_AVX512 void er_stage_slice(uint8_t *to, int32_t pitch, const er_view *view, const int8_t *from,
                              int32_t pixels) {
  const __m512i flip = _mm512_set1_epi8(INT8_MIN);
  for (int32_t c = 0; c < view->channels; c += 64) {
    const __mmask64 mask = er_bytes_mask(view->channels - c);
    for (int32_t x = 0; x < pixels; ++x) {
      const __m512i bytes =
          _mm512_maskz_loadu_epi8(mask, from + (ptrdiff_t)x * view->pixel_bytes + c);
      _mm512_mask_storeu_epi8(to + (ptrdiff_t)x * pitch + c, mask, _mm512_xor_si512(bytes, flip));
    }
  }
}

/// Stages `inside` bytes and pads around them, if one vector holds all: whether it did.
ER_AVX512 int32_t er_stage_at_once(uint8_t *to, const int8_t *from, ptrdiff_t before,
                                   ptrdiff_t inside, ptrdiff_t bytes, uint8_t pad) {
  if (bytes > 64) return 0;
  const __mmask64 mask =
      er_bytes_mask((int32_t)(before + inside)) & ~er_bytes_mask((int32_t)before);
  const __m512i pads = _mm512_set1_epi8((char)(pad ^ 0x80));
  const void *first = (const void *)((uintptr_t)from - (uintptr_t)before);
  _mm512_storeu_si512(to, _mm512_xor_si512(_mm512_mask_loadu_epi8(pads, mask, first),
                                           _mm512_set1_epi8(INT8_MIN)));
  return 1;
}

#define ER_STAGING ER_AVX512
#include "staged_image.h"

#endif
