#ifndef EDGE_X86_BYTEWISE_AVX512_H
#define EDGE_X86_BYTEWISE_AVX512_H

#include "avx512.h"

// Elementwise kernels of two inputs, 64 elements at a time.

/// 64 results of 64 elements of each input. Always inlined, so called at no cost.
typedef __m512i (*er_bytewise)(const void *context, __m512i x1, __m512i x2);

/// Computes `count` elements that follow each other, from the front or from the back; `step1` and
/// `step2` are 0 where one element serves for all.
ER_AVX512 void er_bytewise_run(const void *context, const er_bytewise compute, int8_t *out,
                               const int8_t *x1, int32_t step1, const int8_t *x2, int32_t step2,
                               int32_t count, int32_t ascends) {
  const int32_t blocks = (count + 63) / 64;
  if (step1 && step2 && ascends && count % 64 == 0) {
    for (int32_t i = 0; i < count; i += 64)
      _mm512_storeu_si512(out + i, compute(context, _mm512_loadu_si512(x1 + i),
                                           _mm512_loadu_si512(x2 + i)));
    return;
  }
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t i = 64 * (ascends ? n : blocks - 1 - n);
    const __mmask64 mask = er_bytes_mask(count - i);
    const __m512i first = step1 ? _mm512_maskz_loadu_epi8(mask, x1 + i) : _mm512_set1_epi8(*x1);
    const __m512i second = step2 ? _mm512_maskz_loadu_epi8(mask, x2 + i) : _mm512_set1_epi8(*x2);
    const __m512i y = compute(context, first, second);
    if (mask == ~UINT64_C(0))
      _mm512_storeu_si512(out + i, y);
    else
      _mm512_mask_storeu_epi8(out + i, mask, y);
  }
}

/// Computes all elements of the output, as er_elementwise does its pixels.
ER_AVX512 void er_bytewise_avx512(const er_call *call, int32_t width, int32_t channels,
                                  const void *context, const er_bytewise compute) {
  const er_view *in1 = &call->inputs[0], *in2 = &call->inputs[1], *output = call->outputs;
  const int32_t step1 = in1->channels > 1 || channels == 1;
  const int32_t step2 = in2->channels > 1 || channels == 1;
  const int32_t is_dense = in1->pixel_bytes == channels && in2->pixel_bytes == channels &&
                           output->pixel_bytes == channels && step1 && step2;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *row1 = er_row(in1, row), *row2 = er_row(in2, row), *out = er_row(output, row);
    if (is_dense) {
      er_bytewise_run(context, compute, out, row1, 1, row2, 1, width * channels,
                      call->row_step > 0);
      continue;
    }
    for (int32_t j = 0; j < width; ++j) {
      const int32_t x = er_nth_pixel(call, j, width);
      er_bytewise_run(context, compute, er_pixel(output, out, x), er_pixel(in1, row1, x), step1,
                      er_pixel(in2, row2, x), step2, channels, 1);
    }
  }
}

#endif
