#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

/// A coefficient is 256 * high + low; the first input's lie in the low half of a lane.
typedef struct {
  __m256i high, low, fraction, constant, rounding, away, offset, least, most;
  __m128i shift;
} addition;

static int32_t pair(int32_t first, int32_t second) {
  return (int32_t)((uint32_t)first & 0xFFFF) | er_wrapping_shift(second, 16);
}

ER_AVX2 addition make_addition(const er_add_packed_s8_params *p) {
  const int32_t high1 = (p->coefficient1 + 128) >> 8, high2 = (p->coefficient2 + 128) >> 8;
  const addition a = {
      .high = _mm256_set1_epi32(pair(high1, high2)),
      .low = _mm256_set1_epi32(
          pair(p->coefficient1 - high1 * 256, p->coefficient2 - high2 * 256)),
      .fraction = _mm256_set1_epi32(pair(p->fraction1, p->fraction2)),
      .constant = _mm256_set1_epi32(p->constant),
      .rounding = _mm256_set1_epi32(p->rounding),
      .away = _mm256_set1_epi32(p->rounds_away ? -1 : 0),
      .offset = _mm256_set1_epi16((short)p->output_offset),
      .least = _mm256_set1_epi8((char)p->activation_min),
      .most = _mm256_set1_epi8((char)p->activation_max),
      .shift = _mm_cvtsi32_si128(p->shift),
  };
  return a;
}

/// Eight sums of lanes that hold the bytes 0, x1, 0, x2: inputs as words, times 256.
ER_AVX2 __m256i sum(const addition *a, __m256i words) {
  const __m256i inputs = _mm256_srai_epi16(words, 8);
  const __m256i products = _mm256_add_epi32(_mm256_madd_epi16(words, a->high),
                                            _mm256_madd_epi16(inputs, a->low));
  const __m256i fractions = _mm256_srai_epi32(_mm256_madd_epi16(inputs, a->fraction), 8);
  const __m256i t =
      _mm256_add_epi32(_mm256_add_epi32(products, fractions), a->constant);
  const __m256i away = _mm256_and_si256(_mm256_srai_epi32(t, 31), a->away);
  return _mm256_sra_epi32(_mm256_add_epi32(_mm256_add_epi32(t, a->rounding), away), a->shift);
}

ER_AVX2 __m256i add(const addition *a, __m256i x1, __m256i x2) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i low = _mm256_unpacklo_epi8(x1, x2), high = _mm256_unpackhi_epi8(x1, x2);
  const __m256i first = _mm256_packs_epi32(sum(a, _mm256_unpacklo_epi8(zero, low)),
                                           sum(a, _mm256_unpackhi_epi8(zero, low)));
  const __m256i second = _mm256_packs_epi32(sum(a, _mm256_unpacklo_epi8(zero, high)),
                                            sum(a, _mm256_unpackhi_epi8(zero, high)));
  const __m256i bytes = _mm256_packs_epi16(_mm256_adds_epi16(first, a->offset),
                                           _mm256_adds_epi16(second, a->offset));
  return _mm256_min_epi8(_mm256_max_epi8(bytes, a->least), a->most);
}

enum { LANES = 32 };

/// Up to LANES inputs; all the same where `step` is 0.
ER_AVX2 __m256i load(const int8_t *x, int32_t step, int32_t count) {
  _Alignas(32) int8_t held[LANES] = {0};
  if (!step) return _mm256_set1_epi8(*x);
  if (count == LANES) return _mm256_loadu_si256((const void *)x);
  for (int32_t i = 0; i < count; ++i) held[i] = x[i];
  return _mm256_load_si256((const void *)held);
}

/// Adds `count` elements that follow each other, from the front or from the back.
ER_AVX2 void add_run(const addition *a, int8_t *out, const int8_t *x1, int32_t step1,
                     const int8_t *x2, int32_t step2, int32_t count, int32_t ascends) {
  const int32_t blocks = (count + LANES - 1) / LANES;
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t i = LANES * (ascends ? n : blocks - 1 - n);
    const int32_t here = count - i < LANES ? count - i : LANES;
    const __m256i y = add(a, load(x1 + i * step1, step1, here), load(x2 + i * step2, step2, here));
    if (here == LANES) {
      _mm256_storeu_si256((void *)(out + i), y);
      continue;
    }
    _Alignas(32) int8_t held[LANES];
    _mm256_store_si256((void *)held, y);
    for (int32_t c = 0; c < here; ++c) out[i + c] = held[c];
  }
}

ER_AVX2 void add_row(const er_call *call, const addition *a, int32_t row) {
  const er_add_packed_s8_params *p = call->params;
  const er_view *in1 = &call->inputs[0], *in2 = &call->inputs[1], *output = call->outputs;
  const int32_t channels = p->channels;
  const int32_t step1 = in1->channels > 1 || channels == 1;
  const int32_t step2 = in2->channels > 1 || channels == 1;
  int8_t *row1 = er_row(in1, row), *row2 = er_row(in2, row), *out = er_row(output, row);
  if (step1 && step2 && in1->pixel_bytes == channels && in2->pixel_bytes == channels &&
      output->pixel_bytes == channels) {
    add_run(a, out, row1, 1, row2, 1, p->width * channels, call->row_step > 0);
    return;
  }
  for (int32_t j = 0; j < p->width; ++j) {
    const int32_t x = er_nth_pixel(call, j, p->width);
    add_run(a, er_pixel(output, out, x), er_pixel(in1, row1, x), step1, er_pixel(in2, row2, x),
            step2, channels, 1);
  }
}

ER_AVX2_TARGET void er_add_packed_s8_avx2(const er_call *call) {
  const addition a = make_addition(call->params);
  for (int32_t i = 0; i < call->row_count; ++i) add_row(call, &a, er_nth_row(call, i));
}
#endif
