#if defined(__x86_64__)
#include "../x86/addition.h"
#include "../x86/bytewise_avx512.h"
#include "edge_kernels.h"

/// A coefficient is 256 * high + low; the first input's lie in the low half of a lane.
typedef struct {
  __m512i high, low, fraction, constant, offset, least, most;
  __m512i rounding, away;  // away: all ones where sums below 0 are rounded down
  __m128i shift;
} addition;

ER_AVX512 addition make_addition(const er_add_packed_s8_params *p) {
  const int32_t high1 = (p->coefficient1 + 128) >> 8, high2 = (p->coefficient2 + 128) >> 8;
  const int32_t is_plain = !p->rounds_away && !p->fraction1 && !p->fraction2;
  const int32_t start = is_plain ? er_wrapping_add(p->constant, p->rounding) : p->constant;
  const addition a = {
      .high = _mm512_set1_epi32(er_pair(high1, high2)),
      .low = _mm512_set1_epi32(
          er_pair(p->coefficient1 - high1 * 256, p->coefficient2 - high2 * 256)),
      .fraction = _mm512_set1_epi32(er_pair(p->fraction1, p->fraction2)),
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

#define ADDITION(name, fractions, rounds_away)                                \
  ER_AVX512 __m512i name(const void *context, __m512i x1, __m512i x2) {        \
    return add(context, x1, x2, (extras){fractions, rounds_away});             \
  }
ADDITION(add_plainly, 0, 0)
ADDITION(add_rounding_away, 0, 1)
ADDITION(add_fractions, 1, 1)

ER_AVX512_TARGET void er_add_packed_s8_avx512vnni(const er_call *call) {
  const er_add_packed_s8_params *p = call->params;
  const addition a = make_addition(p);
  if (p->fraction1 || p->fraction2)
    er_bytewise_avx512(call, p->width, p->channels, &a, add_fractions);
  else if (p->rounds_away)
    er_bytewise_avx512(call, p->width, p->channels, &a, add_rounding_away);
  else
    er_bytewise_avx512(call, p->width, p->channels, &a, add_plainly);
}
#endif
