#include "scaling.h"

// The includer defines ER_CONTEXT, a type, and sixteen clamped results, still of 32 bits:
// `__m512i ER_COMPUTE(const ER_CONTEXT *, __m512i x1, __m512i x2)`.

/// Computes `count` elements that follow each other, from the front or from the back; `step1` and
/// `step2` are 0 where one element serves for all.
ER_AVX512 void er_elementwise_run(const ER_CONTEXT *context, int8_t *out, const int8_t *x1,
                                  int32_t step1, const int8_t *x2, int32_t step2, int32_t count,
                                  int32_t ascends) {
  const int32_t blocks = (count + 15) / 16;
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t i = 16 * (ascends ? n : blocks - 1 - n);
    const __mmask16 mask = er_lanes_mask(count - i);
    const __m128i a = step1 ? _mm_maskz_loadu_epi8(mask, x1 + i) : _mm_set1_epi8(*x1);
    const __m128i b = step2 ? _mm_maskz_loadu_epi8(mask, x2 + i) : _mm_set1_epi8(*x2);
    const __m512i y = ER_COMPUTE(context, _mm512_cvtepi8_epi32(a), _mm512_cvtepi8_epi32(b));
    if (mask == 0xFFFF)
      _mm_storeu_si128((void *)(out + i), _mm512_cvtepi32_epi8(y));
    else
      _mm_mask_storeu_epi8(out + i, mask, _mm512_cvtepi32_epi8(y));
  }
}

/// Calls ER_COMPUTE for all elements of the output, as er_elementwise does for its pixels.
ER_AVX512 void er_elementwise_avx512(const er_call *call, int32_t width, int32_t channels,
                                     const ER_CONTEXT *context) {
  const er_view *in1 = &call->inputs[0], *in2 = &call->inputs[1], *output = call->outputs;
  const int32_t step1 = in1->channels > 1 || channels == 1;
  const int32_t step2 = in2->channels > 1 || channels == 1;
  const int32_t is_dense = in1->pixel_bytes == channels && in2->pixel_bytes == channels &&
                           output->pixel_bytes == channels && step1 && step2;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *row1 = er_row(in1, row), *row2 = er_row(in2, row), *out = er_row(output, row);
    if (is_dense) {
      er_elementwise_run(context, out, row1, 1, row2, 1, width * channels,
                         call->row_step > 0);
      continue;
    }
    for (int32_t j = 0; j < width; ++j) {
      const int32_t x = er_nth_pixel(call, j, width);
      er_elementwise_run(context, er_pixel(output, out, x), er_pixel(in1, row1, x), step1,
                         er_pixel(in2, row2, x), step2, channels, 1);
    }
  }
}
