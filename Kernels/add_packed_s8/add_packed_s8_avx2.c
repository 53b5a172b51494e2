#if defined(__x86_64__)
#include "../x86/addition.h"
#include "../x86/bytewise_avx2.h"
#include "edge_kernels.h"

/// A coefficient is 256 * high + low; the first input's lie in the low half of a lane.
typedef struct {
  __m256i high, low, fraction, constant, rounding, away, offset, least, most;
  __m128i shift;
} addition;

ER_AVX2 addition make_addition(const er_add_packed_s8_params *p) {
  const int32_t high1 = (p->coefficient1 + 128) >> 8, high2 = (p->coefficient2 + 128) >> 8;
  const addition a = {
      .high = _mm256_set1_epi32(er_pair(high1, high2)),
      .low = _mm256_set1_epi32(
          er_pair(p->coefficient1 - high1 * 256, p->coefficient2 - high2 * 256)),
      .fraction = _mm256_set1_epi32(er_pair(p->fraction1, p->fraction2)),
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

ER_AVX2 __m256i add(const void *context, __m256i x1, __m256i x2) {
  const addition *a = context;
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

ER_AVX2_TARGET void er_add_packed_s8_avx2(const er_call *call) {
  const er_add_packed_s8_params *p = call->params;
  const addition a = make_addition(p);
  er_bytewise_avx2(call, p->width, p->channels, &a, add);
}
#endif
