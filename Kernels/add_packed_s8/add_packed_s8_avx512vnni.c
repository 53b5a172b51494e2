#if defined(__x86_64__)
#include "../x86/avx512.h"
#include "edge_kernels.h"

/// A coefficient is 256 * high + low; the first input's lie in the low half of a lane.
typedef struct {
  __m512i high, low, fraction, constant, offset, least, most;
  __m512i rounding, away;  // away: all ones where sums below 0 are rounded down
  __m128i shift;
} addition;

static int32_t pair(int32_t first, int32_t second) {
  return (int32_t)((uint32_t)first & 0xFFFF) | er_wrapping_shift(second, 16);
}

ER_AVX512 addition make_addition(const er_add_packed_s8_params *p) {
  const int32_t high1 = (p->coefficient1 + 128) >> 8, high2 = (p->coefficient2 + 128) >> 8;
  const int32_t is_plain = !p->rounds_away && !p->fraction1 && !p->fraction2;
  const int32_t start = is_plain ? er_wrapping_add(p->constant, p->rounding) : p->constant;
  const addition a = {
      .high = _mm512_set1_epi32(pair(high1, high2)),
      .low = _mm512_set1_epi32(
          pair(p->coefficient1 - high1 * 256, p->coefficient2 - high2 * 256)),
      .fraction = _mm512_set1_epi32(pair(p->fraction1, p->fraction2)),
      .constant = _mm512_set1_epi32(start),
      .rounding = _mm512_set1_epi32(p->rounding),
      .away = _mm512_set1_epi32(p->rounds_away ? -1 : 0),
      .offset = _mm512_set1_epi16((short)p->output_offset),
      .least = _mm512_set1_epi8((char)p->activation_min),
      .most = _mm512_set1_epi8((char)p->activation_max),
      .shift = _mm_cvtsi32_si128(p->shift),
  };
  return a;
}

/// What an addition needs beyond one shifted sum of products.
typedef struct {
  int32_t fractions, rounds_away;
} extras;

/// Sixteen sums of lanes that hold the bytes 0, x1, 0, x2: inputs as words, times 256.
ER_AVX512 __m512i sum(const addition *a, __m512i words, const extras e) {
  const __m512i inputs = _mm512_srai_epi16(words, 8);
  __m512i t = _mm512_dpwssd_epi32(a->constant, words, a->high);
  t = _mm512_dpwssd_epi32(t, inputs, a->low);
  if (e.fractions)
    t = _mm512_add_epi32(t, _mm512_srai_epi32(_mm512_madd_epi16(inputs, a->fraction), 8));
  if (e.rounds_away)
    t = _mm512_add_epi32(_mm512_add_epi32(t, a->rounding),
                         _mm512_and_si512(_mm512_srai_epi32(t, 31), a->away));
  return _mm512_sra_epi32(t, a->shift);
}

ER_AVX512 __m512i add(const addition *a, __m512i x1, __m512i x2, const extras e) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i low = _mm512_unpacklo_epi8(x1, x2), high = _mm512_unpackhi_epi8(x1, x2);
  const __m512i first = _mm512_packs_epi32(
      sum(a, _mm512_unpacklo_epi8(zero, low), e),
      sum(a, _mm512_unpackhi_epi8(zero, low), e));
  const __m512i second = _mm512_packs_epi32(
      sum(a, _mm512_unpacklo_epi8(zero, high), e),
      sum(a, _mm512_unpackhi_epi8(zero, high), e));
  const __m512i bytes = _mm512_packs_epi16(_mm512_adds_epi16(first, a->offset),
                                           _mm512_adds_epi16(second, a->offset));
  return _mm512_min_epi8(_mm512_max_epi8(bytes, a->least), a->most);
}

/// Adds `count` elements that follow each other, from the front or from the back; `step1` and
/// `step2` are 0 where one element serves for all.
ER_AVX512 void add_run(const addition *a, int8_t *out, const int8_t *x1, int32_t step1,
                       const int8_t *x2, int32_t step2, int32_t count, int32_t ascends,
                       const extras e) {
  const int32_t blocks = (count + 63) / 64;
  for (int32_t n = 0; n < blocks; ++n) {
    const int32_t i = 64 * (ascends ? n : blocks - 1 - n);
    const __mmask64 mask = er_bytes_mask(count - i);
    const __m512i first = step1 ? _mm512_maskz_loadu_epi8(mask, x1 + i) : _mm512_set1_epi8(*x1);
    const __m512i second = step2 ? _mm512_maskz_loadu_epi8(mask, x2 + i) : _mm512_set1_epi8(*x2);
    const __m512i y = add(a, first, second, e);
    if (mask == ~UINT64_C(0))
      _mm512_storeu_si512(out + i, y);
    else
      _mm512_mask_storeu_epi8(out + i, mask, y);
  }
}

ER_AVX512 void add_row(const er_call *call, const addition *a, int32_t row, const extras e) {
  const er_add_packed_s8_params *p = call->params;
  const er_view *in1 = &call->inputs[0], *in2 = &call->inputs[1], *output = call->outputs;
  const int32_t channels = p->channels;
  const int32_t step1 = in1->channels > 1 || channels == 1;
  const int32_t step2 = in2->channels > 1 || channels == 1;
  int8_t *row1 = er_row(in1, row), *row2 = er_row(in2, row), *out = er_row(output, row);
  if (step1 && step2 && in1->pixel_bytes == channels && in2->pixel_bytes == channels &&
      output->pixel_bytes == channels) {
    add_run(a, out, row1, 1, row2, 1, p->width * channels, call->row_step > 0, e);
    return;
  }
  for (int32_t j = 0; j < p->width; ++j) {
    const int32_t x = er_nth_pixel(call, j, p->width);
    add_run(a, er_pixel(output, out, x), er_pixel(in1, row1, x), step1, er_pixel(in2, row2, x),
            step2, channels, 1, e);
  }
}

ER_AVX512 void add_rows(const er_call *call, const addition *a, const extras e) {
  for (int32_t i = 0; i < call->row_count; ++i) add_row(call, a, er_nth_row(call, i), e);
}

ER_AVX512_TARGET void er_add_packed_s8_avx512vnni(const er_call *call) {
  const er_add_packed_s8_params *p = call->params;
  const addition a = make_addition(p);
  if (p->fraction1 || p->fraction2)
    add_rows(call, &a, (extras){1, 1});
  else if (p->rounds_away)
    add_rows(call, &a, (extras){0, 1});
  else
    add_rows(call, &a, (extras){0, 0});
}
#endif
