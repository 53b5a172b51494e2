#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

enum { LANES = 8, VECTORS = 4 };

/// Adds `count` vectors of channels of all pixels of a row, of which each stands for `offset` more,
/// to the sums `before`; null stands for zeros.
ER_AVX2 void add_channels(const er_view *in, const int8_t *row, int32_t pixels,
                          const int32_t *before, int32_t *sums, __m256i offset,
                          const int32_t count) {
  __m256i held[VECTORS];
  for (int32_t i = 0; i < count; ++i)
    held[i] = before ? _mm256_add_epi32(
                           _mm256_loadu_si256((const __m256i *)(before + LANES * i)), offset)
                     : offset;
  for (int32_t x = 0; x < pixels; ++x, row += in->pixel_bytes)
    for (int32_t i = 0; i < count; ++i)
      held[i] = _mm256_add_epi32(
          held[i],
          _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(row + LANES * i))));
  for (int32_t i = 0; i < count; ++i)
    _mm256_storeu_si256((__m256i *)(sums + LANES * i), held[i]);
}

ER_AVX2 void add_row(const er_call *call, int32_t row, int32_t vectors) {
  const er_running_sum_s8_params *p = call->params;
  const er_view *in = call->inputs;
  const int8_t *first = er_row(in, row);
  int32_t *sums = (int32_t *)(void *)er_row(call->outputs, row);
  const int32_t *before =
      row > 0 ? (const int32_t *)(const void *)er_row(call->outputs, row - 1) : NULL;
  // Sums may wrap.
  const __m256i offset =
      _mm256_set1_epi32((int32_t)((uint32_t)p->width * (uint32_t)p->input_offset));
  int32_t done = 0;
  for (; vectors - done >= VECTORS; done += VECTORS)
    add_channels(in, first + LANES * done, p->width, before ? before + LANES * done : NULL,
                 sums + LANES * done, offset, VECTORS);
  for (; done < vectors; ++done)
    add_channels(in, first + LANES * done, p->width, before ? before + LANES * done : NULL,
                 sums + LANES * done, offset, 1);
}

ER_AVX2_TARGET void er_running_sum_s8_avx2(const er_call *call) {
  const er_running_sum_s8_params *p = call->params;
  if (p->channels % LANES) {
    er_running_sum_s8_scalar(call);
    return;
  }
  for (int32_t i = 0; i < call->row_count; ++i)
    add_row(call, call->first_row + i, p->channels / LANES);
}
#endif
