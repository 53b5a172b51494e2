#ifndef EDGE_X86_LANE_CONSTANTS_H
#define EDGE_X86_LANE_CONSTANTS_H

#include "../depthwise_conv2d_packed_s8/depthwise_conv2d_packed_s8.h"
#include "narrow_channels.h"

// The constants of a packed depthwise convolution, brought into the order of the lanes.

/// Says which channels the lanes of the parts hold, where one vector holds them for several pixels.
ER_AVX512 void place_numbers(er_channelwise *s) {
  const int32_t count = s->channels, reciprocal = (65535 + count) / count;
  const int32_t narrow = s->walk >= NARROW;
  const int32_t held = narrow ? narrow_windows(count) * count : s->together * count;
  const __m512i first =
      narrow ? _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
             : _mm512_set_epi32(51, 50, 49, 48, 35, 34, 33, 32, 19, 18, 17, 16, 3, 2, 1, 0);
  for (int32_t j = 0; j < PARTS; ++j) {
    const __m512i position = _mm512_add_epi32(first, _mm512_set1_epi32(narrow ? 0 : 4 * j));
    const __m512i pixel = _mm512_srli_epi32(
        _mm512_mullo_epi32(position, _mm512_set1_epi32(reciprocal)), 16);
    s->used[j] = _mm512_cmplt_epi32_mask(position, _mm512_set1_epi32(held));
    s->numbers_from[j] =
        _mm512_sub_epi32(position, _mm512_mullo_epi32(pixel, _mm512_set1_epi32(count)));
  }
}

/// Loads the numbers of at most 32 channels, over and over.
ER_AVX512 void load_repeatedly(const er_channelwise *s, __m512i parts[PARTS],
                               const int32_t *from) {
  const int32_t count = s->channels;
  const __m512i low = _mm512_maskz_loadu_epi32(er_lanes_mask(count), from);
  const __m512i high =
      count > 16 ? _mm512_maskz_loadu_epi32(er_lanes_mask(count - 16), from + 16) : low;
  for (int32_t j = 0; j < PARTS; ++j)
    parts[j] = _mm512_maskz_permutex2var_epi32(s->used[j], low, s->numbers_from[j], high);
}

/// Loads `count` numbers in the order of the parts.
ER_AVX512 void load_parts(__m512i parts[PARTS], const int32_t *from, int32_t count) {
  __m512i v[4];
  if (count == LANES)
    ER_UNROLLED for (int32_t l = 0; l < 4; ++l) v[l] = _mm512_loadu_si512(from + 16 * l);
  else
    ER_UNROLLED for (int32_t l = 0; l < 4; ++l)
      v[l] = _mm512_maskz_loadu_epi32((__mmask16)(er_bytes_mask(count) >> 16 * l), from + 16 * l);
  const __m512i a = _mm512_shuffle_i32x4(v[0], v[1], 0x44);
  const __m512i b = _mm512_shuffle_i32x4(v[0], v[1], 0xEE);
  const __m512i c = _mm512_shuffle_i32x4(v[2], v[3], 0x44);
  const __m512i d = _mm512_shuffle_i32x4(v[2], v[3], 0xEE);
  parts[0] = _mm512_shuffle_i32x4(a, c, 0x88);
  parts[1] = _mm512_shuffle_i32x4(a, c, 0xDD);
  parts[2] = _mm512_shuffle_i32x4(b, d, 0x88);
  parts[3] = _mm512_shuffle_i32x4(b, d, 0xDD);
}

/// Loads the numbers of the vector's channels from `from` on.
ER_AVX512 void load_constants(const er_channelwise *s, const lanes *b, __m512i parts[PARTS],
                              const int32_t *from) {
  if (s->together > 1)
    load_repeatedly(s, parts, from);
  else
    load_parts(parts, from, b->count);
}

/// How a part is requantised, by the scales of its lanes; those that hold no channel have 0.
ER_AVX512 requantisation requantisation_of(__m512 scale, __m512i multiplier) {
  const __mmask16 used = _mm512_test_epi32_mask(multiplier, multiplier) |
                         _mm512_cmpneq_epi32_mask(_mm512_castps_si512(scale),
                                                  _mm512_setzero_si512());
  const __m512 zero = _mm512_setzero_ps();
  if (_mm512_mask_cmp_ps_mask(used, scale, zero, _CMP_GT_OQ) == used) return BY_FLOAT;
  return _mm512_mask_cmp_ps_mask(used, scale, zero, _CMP_GE_OQ) == used ? EXACTLY : BY_RULE;
}

/// Whether all lanes hold channels whose scale is above 0, as most have.
ER_AVX512 int32_t are_all_positive(const __m512 scale[PARTS]) {
  __mmask16 positive = 0xFFFF;
  for (int32_t j = 0; j < PARTS; ++j)
    positive &= _mm512_cmp_ps_mask(scale[j], _mm512_setzero_ps(), _CMP_GT_OQ);
  return positive == 0xFFFF;
}

/// Prepares what requantises the parts.
ER_AVX512 void prepare_stage(const er_channelwise *s, lanes *b, const int32_t *bias) {
  const ptrdiff_t n = s->channels;
  load_constants(s, b, b->bias, bias);
  load_constants(s, b, (__m512i *)b->scale, bias + 3 * n);
  load_constants(s, b, (__m512i *)b->half, bias + 4 * n);
  b->all_float = are_all_positive(b->scale);
  if (b->all_float) return;
  b->all_float = 1;
  load_constants(s, b, b->multiplier, bias + n);
  for (int32_t j = 0; j < PARTS; ++j) {
    b->how[j] = requantisation_of(b->scale[j], b->multiplier[j]);
    b->all_float &= b->how[j] == BY_FLOAT;
  }
  if (b->all_float) return;
  load_constants(s, b, b->shift, bias + 2 * n);
  for (int32_t j = 0; j < PARTS; ++j)
    b->exact[j] = s->is_positive ? er_make_exact_form(b->multiplier[j], b->shift[j], 1)
                                 : er_make_exact_form(b->multiplier[j], b->shift[j], 0);
}

/// The `mask`ed bytes, `count` of them, over and over.
ER_AVX512 __m512i repeated_bytes(const int8_t *from, __mmask64 mask, int32_t count,
                                 int32_t times) {
  const __m512i once = _mm512_maskz_loadu_epi8(mask, from);
  if (times == 1) return once;
  if (count == 32) return _mm512_broadcast_i64x4(_mm512_castsi512_si256(once));
  if (count == 16) return _mm512_broadcast_i32x4(_mm512_castsi512_si128(once));
  _Alignas(64) int8_t bytes[LANES] = {0};
  for (int32_t n = 0; n < times; ++n) _mm512_mask_storeu_epi8(bytes + n * count, mask, once);
  return _mm512_load_si512(bytes);
}

/// Says which tap each position in the quads of a window holds, which has one column more than taps
/// where pixels are computed in pairs; -1: none.
static void place_weights(const er_channelwise *s, int16_t *tap_at, int32_t in_pairs) {
  if (s->walk != SINGLY && s->walk != IN_WIDE_PAIRS) return;
  const er_window *w = s->window;
  int32_t tap = 0, position = 0;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    for (int32_t kx = 0; kx < w->kernel_w; ++kx) tap_at[position++] = (int16_t)tap++;
    if (in_pairs) tap_at[position++] = -1;
  }
  while (position % 4) tap_at[position++] = -1;
}

/// Prepares the weights in quads.
ER_AVX512 void prepare_weights(const er_channelwise *s, lanes *b, const int8_t *weights) {
  const ptrdiff_t channels = s->channels;
  const int32_t quads = s->quads, together = s->together, count = b->count;
  const __mmask64 mask = er_bytes_mask(count);
  const int16_t *tap_at = s->tap_at;
  for (int32_t q = 0; q < quads; ++q) {
    __m512i taps[4];
    ER_UNROLLED for (int32_t i = 0; i < 4; ++i) {
      const int32_t tap = tap_at[4 * q + i];
      taps[i] = tap < 0 ? _mm512_setzero_si512()
                        : repeated_bytes(weights + tap * channels, mask, count, together);
    }
    interleave(&b->weights[q * PARTS], taps[0], taps[1], taps[2], taps[3]);
  }
}

/// The second pixel's weights: every tap meets the next column.
ER_AVX512 void prepare_second(const er_channelwise *s, lanes *b) {
  const int32_t quads = s->quads;
  const __m512i *first = b->weights;
  __m512i *second = b->weights + quads * PARTS;
  __m512i carried[PARTS] = {0};
  for (int32_t q = 0; q < quads; ++q, first += PARTS, second += PARTS)
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) {
      const __m512i weights = first[j];
      second[j] = _mm512_or_si512(_mm512_slli_epi32(weights, 8), carried[j]);
      carried[j] = _mm512_srli_epi32(weights, 24);
    }
}

/// Prepares the weights of 3 x 3 taps: a quad a row, and for the second pixel one column later.
ER_AVX512 void prepare_pairs(const er_channelwise *s, lanes *b, const int8_t *weights) {
  const __mmask64 mask = er_bytes_mask(b->count);
  __m512i *first = b->weights, *second = b->weights + 3 * PARTS;
  ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky, first += PARTS, second += PARTS) {
    __m512i taps[3];
    ER_UNROLLED for (int32_t kx = 0; kx < 3; ++kx)
      taps[kx] = _mm512_maskz_loadu_epi8(mask, weights + (ptrdiff_t)(3 * ky + kx) * s->channels);
    interleave(first, taps[0], taps[1], taps[2], _mm512_setzero_si512());
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) second[j] = _mm512_slli_epi32(first[j], 8);
  }
}

ER_AVX512_TARGET static void prepare(const er_channelwise *s, lanes *b, int32_t block) {
  const int32_t *constants = s->call->constants;
  const int32_t n = s->channels;
  b->first = block * LANES;
  b->count = n - b->first < LANES ? n - b->first : LANES;
  prepare_stage(s, b, constants + b->first);

  const int8_t *weights =
      (const int8_t *)constants + (ptrdiff_t)ER_PACKED_CHANNEL_BYTES * n + b->first;
  if (s->walk >= NARROW)
    prepare_narrow(s, b, weights);
  else if (s->walk == IN_PAIRS)
    prepare_pairs(s, b, weights);
  else
    prepare_weights(s, b, weights);
  if (s->walk == IN_WIDE_PAIRS) prepare_second(s, b);
}

#endif
