#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

enum { TOGETHER = 8 };

/// What all elements of a call have in common.
typedef struct {
  __m256 scale;
  __m256i offset, low, high;
  int32_t element, bytes;  // of the output
} quantiser;

/// The nearest integers, as the scalar variant finds them; what is not a number is the second
/// operand of a maximum.
ER_AVX2 __m256i nearest(__m256 x) {
  const __m256 limit = _mm256_set1_ps(4194304), half = _mm256_set1_ps(0.5F);
  const __m256 sign = _mm256_set1_ps(-0.0F);
  const __m256 inside = _mm256_min_ps(_mm256_max_ps(x, _mm256_xor_ps(limit, sign)), limit);
  const __m256 whole = _mm256_round_ps(inside, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
  const __m256 rest = _mm256_sub_ps(inside, whole);
  const __m256 goes_up = _mm256_cmp_ps(rest, half, _CMP_GE_OQ);
  const __m256 goes_down = _mm256_cmp_ps(rest, _mm256_xor_ps(half, sign), _CMP_LE_OQ);
  return _mm256_add_epi32(
      _mm256_sub_epi32(_mm256_cvttps_epi32(whole), _mm256_castps_si256(goes_up)),
      _mm256_castps_si256(goes_down));
}

/// Eight elements of the output, in the low bytes.
ER_AVX2 __m128i quantise(const quantiser *q, const int8_t *x) {
  const __m256 reals = _mm256_loadu_ps((const void *)x);
  const __m256i value = _mm256_add_epi32(nearest(_mm256_div_ps(reals, q->scale)), q->offset);
  const __m256i held = _mm256_min_epi32(_mm256_max_epi32(value, q->low), q->high);
  const __m128i words =
      _mm_packs_epi32(_mm256_castsi256_si128(held), _mm256_extracti128_si256(held, 1));
  if (q->element == ER_INT16) return words;
  return q->element == ER_INT8 ? _mm_packs_epi16(words, words) : _mm_packus_epi16(words, words);
}

/// Fewer than eight elements.
ER_AVX2 void quantise_few(const quantiser *q, int8_t *out, const int8_t *x, int32_t count) {
  _Alignas(32) int8_t reals[4 * TOGETHER] = {0};
  _Alignas(16) int8_t elements[2 * TOGETHER];
  __builtin_memcpy(reals, x, 4 * (size_t)count);
  _mm_store_si128((void *)elements, quantise(q, reals));
  __builtin_memcpy(out, elements, (size_t)(count * q->bytes));
}

/// `count` elements that follow each other, from the front or from the back.
ER_AVX2 void quantise_run(const quantiser *q, int8_t *out, const int8_t *x, int32_t count,
                          int32_t ascends) {
  const int32_t whole = count / TOGETHER * TOGETHER, rest = count - whole;
  if (!ascends && rest)
    quantise_few(q, out + (ptrdiff_t)whole * q->bytes, x + 4 * (ptrdiff_t)whole, rest);
  for (int32_t i = 0; i < whole; i += TOGETHER) {
    const ptrdiff_t at = ascends ? i : whole - TOGETHER - i;
    const __m128i elements = quantise(q, x + 4 * at);
    if (q->element == ER_INT16)
      _mm_storeu_si128((void *)(out + 2 * at), elements);
    else
      _mm_storel_epi64((void *)(out + at), elements);
  }
  if (ascends && rest)
    quantise_few(q, out + (ptrdiff_t)whole * q->bytes, x + 4 * (ptrdiff_t)whole, rest);
}

ER_AVX2_TARGET void er_quantize_f32_avx2(const er_call *call) {
  const er_quantize_f32_params *p = call->params;
  const er_view *input = call->inputs, *output = call->outputs;
  if (p->output_element < ER_INT8 || p->output_element > ER_INT16) {
    er_quantize_f32_scalar(call);
    return;
  }
  const quantiser q = {
      .scale = _mm256_set1_ps(er_load_float(&p->scale_bits)),
      .offset = _mm256_set1_epi32(p->output_offset),
      .low = _mm256_set1_epi32(p->low),
      .high = _mm256_set1_epi32(p->high),
      .element = p->output_element,
      .bytes = er_element_bytes(p->output_element),
  };
  const int32_t is_dense = input->pixel_bytes == 4 * p->channels &&
                           output->pixel_bytes == q.bytes * p->channels;
  const int32_t runs = is_dense ? 1 : p->width;
  const int32_t count = is_dense ? p->width * p->channels : p->channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(input, row), *out = er_row(output, row);
    for (int32_t j = 0; j < runs; ++j) {
      const int32_t x = er_nth_pixel(call, j, runs);
      quantise_run(&q, er_pixel(output, out, x), er_pixel(input, in, x), count,
                   call->row_step > 0);
    }
  }
}
#endif
