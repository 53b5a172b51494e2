#ifndef EDGE_X86_BLOCKS_H
#define EDGE_X86_BLOCKS_H

#include "staging.h"
#include "packed_convolution.h"

// Blocks of a convolution's output: the channels of some panels at some neighbouring pixels. Their
// sums stay in registers from the first product to the last.

enum { PIXELS = 16 };

/// Some panels at some neighbouring output pixels of one row.
typedef struct {
  const convolution *shared;
  const uint8_t *inputs;  // the first pixel's columns of the segments
  int8_t *out;            // of the first pixel
  int32_t first_channel;
  int32_t last_count;  // channels of the last panel
} block;

/// What narrows results to bytes.
typedef struct {
  __m512i offset, low, high;
} bounds;

ER_AVX512 bounds bounds_of(const convolution *s) {
  const bounds b = {_mm512_set1_epi16((short)s->range.offset),
                    _mm512_set1_epi8((char)s->range.low), _mm512_set1_epi8((char)s->range.high)};
  return b;
}

ER_AVX512 void store_bytes(int8_t *out, __m512i bytes, int32_t count) {
  if (count == 64)
    _mm512_storeu_si512(out, bytes);
  else
    _mm512_mask_storeu_epi8(out, er_bytes_mask(count), bytes);
}

/// A constant of each channel of a panel. In `pairs`, where only eight channels are, of two pixels:
/// each 128 bits of sums hold those of two channels of the first, then of the second.
ER_AVX512 __m512i constants_of(const int32_t *first, __mmask16 lanes, const int32_t pairs) {
  const __m512i constants = _mm512_maskz_loadu_epi32(lanes, first);
  return pairs ? _mm512_permutexvar_epi32(
                     _mm512_set_epi32(7, 6, 7, 6, 5, 4, 5, 4, 3, 2, 3, 2, 1, 0, 1, 0), constants)
               : constants;
}

/// How the sums of a panel are requantised; which, its scales say.
typedef enum { BY_FLOAT, EXACTLY, BY_RULE } requantisation;

ER_AVX512 requantisation requantisation_of(__m512 scale, __mmask16 lanes) {
  const __m512 zero = _mm512_setzero_ps();
  if (_mm512_mask_cmp_ps_mask(lanes, scale, zero, _CMP_GT_OQ) == lanes) return BY_FLOAT;
  return _mm512_mask_cmp_ps_mask(lanes, scale, zero, _CMP_GE_OQ) == lanes ? EXACTLY : BY_RULE;
}

/// Requantises the sums of one panel by the rule, without the offset.
ER_AVX512_TARGET __attribute__((noinline, cold)) static void requantize_by_rule(
    const convolution *s, __m512i *sums, int32_t pixels, const int32_t *bias, __mmask16 lanes,
    int32_t pairs) {
  const er_conv2d_packed_s8_params *p = s->params;
  const __m512i multiplier = constants_of(bias + p->out_channels, lanes, pairs);
  const __m512i shift = constants_of(bias + 2 * (ptrdiff_t)p->out_channels, lanes, pairs);
  const __m512i offset = _mm512_set1_epi32(p->output_offset);
  const __m512i low = _mm512_set1_epi32(p->activation_min);
  const __m512i high = _mm512_set1_epi32(p->activation_max);
  for (int32_t i = 0; i < pixels; ++i) {
    const __m512i y = _mm512_add_epi32(er_requantize_avx512(sums[i], multiplier, shift), offset);
    sums[i] = _mm512_sub_epi32(_mm512_min_epi32(_mm512_max_epi32(y, low), high), offset);
  }
}

/// Requantises the sums of panel `j` in integers.
ER_AVX512 void requantize_exactly(__m512i sums[PIXELS][PANELS], const int32_t pixels,
                                  const int32_t j, __m512i multiplier, __m512i shift,
                                  const int32_t is_positive) {
  const er_exact_form form = er_make_exact_form(multiplier, shift, is_positive);
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
    sums[i][j] = er_requantize_exactly(sums[i][j], &form, is_positive);
}

/// Requantises panel `j` of a block.
ER_AVX512 void requantize(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pixels,
                          const int32_t j, __mmask16 lanes, const int32_t pairs) {
  const convolution *s = b->shared;
  const ptrdiff_t channels = s->params->out_channels;
  const int32_t *bias = (const int32_t *)s->call->constants + b->first_channel + PANEL * j;
  const requantisation how =
      requantisation_of(_mm512_maskz_loadu_ps(lanes, bias + 3 * channels), lanes);
  if (__builtin_expect(how == BY_FLOAT, 1)) {
    const __m512 scale = _mm512_castsi512_ps(constants_of(bias + 3 * channels, lanes, pairs));
    const __m512 half = _mm512_castsi512_ps(constants_of(bias + 4 * channels, lanes, pairs));
    if (s->range.is_positive)
      ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
        sums[i][j] = er_requantize_float_positive(sums[i][j], scale, half);
    else
      ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
        sums[i][j] = er_requantize_float(sums[i][j], scale, half);
    return;
  }
  if (how == BY_RULE) {
    __m512i held[PIXELS];
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) held[i] = sums[i][j];
    requantize_by_rule(s, held, pixels, bias, lanes, pairs);
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) sums[i][j] = held[i];
    return;
  }
  const __m512i multiplier = constants_of(bias + channels, lanes, pairs);
  const __m512i shift = constants_of(bias + 2 * channels, lanes, pairs);
  if (s->range.is_positive)
    requantize_exactly(sums, pixels, j, multiplier, shift, 1);
  else
    requantize_exactly(sums, pixels, j, multiplier, shift, 0);
}

/// Four bytes, which may have to be flipped, in all lanes.
ER_AVX512 __m512i quad_in_all_lanes(const uint8_t *x, const int32_t flips) {
  typedef struct __attribute__((packed, may_alias)) {
    int32_t bytes;
  } quad;
  const quad *from = (const quad *)x;
  if (!flips) return _mm512_set1_epi32(from->bytes);
  __m512i flipped;
  // The compiler would load, flip and repeat it in three steps.
  __asm__("vpxord %1%{1to16%}, %2, %0"
          : "=v"(flipped)
          : "m"(from->bytes), "v"(_mm512_set1_epi8(INT8_MIN)));
  return flipped;
}

/// Multiplies one quad of `pixels` pixels; `flips` makes x + 128 of inputs that are not staged.
ER_AVX512 void multiply(__m512i sums[PIXELS][PANELS], const uint8_t *x, ptrdiff_t pixel_step,
                        const int32_t flips, const int8_t *w, ptrdiff_t panel_bytes,
                        const int8_t *last, __mmask16 last_lanes, const int32_t pixels,
                        const int32_t panels) {
  __m512i weights[PANELS];
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
    weights[j] = j + 1 < panels ? _mm512_loadu_si512(w + j * panel_bytes)
                                : _mm512_maskz_loadu_epi32(last_lanes, last);
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
    const __m512i inputs = quad_in_all_lanes(x + i * pixel_step, flips);
    ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
      sums[i][j] = _mm512_dpbusd_epi32(sums[i][j], inputs, weights[j]);
  }
}

/// Sums up a block. Where it has few sums, several chains of each hide what a product takes.
ER_AVX512 void sum_block(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pixels,
                         const int32_t panels, const int32_t flips) {
  const convolution *s = b->shared;
  const int32_t chains = pixels * panels <= 2 ? 4 : pixels * panels <= 4 ? 2 : 1;
  const int32_t quads = s->quads, last_bytes = 4 * b->last_count;
  const __mmask16 last_lanes = er_lanes_mask(b->last_count);
  const ptrdiff_t panel_bytes = s->panel_bytes, pixel_step = s->pixel_step;
  const int8_t *w = s->weights + (ptrdiff_t)(b->first_channel / PANEL) * panel_bytes;
  const int8_t *last = w + (panels - 1) * panel_bytes;
  __m512i parts[4][PIXELS][PANELS];
  ER_UNROLLED for (int32_t n = 1; n < chains; ++n)
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j) parts[n][i][j] = _mm512_setzero_si512();
  const int32_t rows = s->rows, runs = s->runs, first_rows = rows - s->held.start;
  const ptrdiff_t segment = s->segment, run_step = s->run_step;
  const uint8_t *row = b->inputs + s->held.start * segment;
  for (int32_t ky = 0; ky < rows; ++ky, row += segment) {
    if (ky == first_rows) row = b->inputs;
    for (int32_t run = 0; run < runs; ++run) {
      const uint8_t *x = row + run * run_step;
      int32_t k = 0;
      if (chains > 1)
        for (; k + chains <= quads; k += chains, x += 4 * chains)
          ER_UNROLLED for (int32_t n = 0; n < chains; ++n, w += 64, last += last_bytes)
            multiply(n == 0 ? sums : parts[n], x + 4 * n, pixel_step, flips, w, panel_bytes,
                     last, last_lanes, pixels, panels);
      for (; k < quads; ++k, x += 4, w += 64, last += last_bytes)
        multiply(sums, x, pixel_step, flips, w, panel_bytes, last, last_lanes, pixels, panels);
    }
  }
  ER_UNROLLED for (int32_t n = 1; n < chains; ++n)
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
        sums[i][j] = _mm512_add_epi32(sums[i][j], parts[n][i][j]);
}

/// Stores the results of a block.
ER_AVX512 void store(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pixels,
                     const int32_t panels) {
  const convolution *s = b->shared;
  const bounds to = bounds_of(s);
  const int32_t together = PANELS / panels;  // pixels narrowed together
  const ptrdiff_t out_step = s->call->outputs->pixel_bytes;
  const int32_t bytes = PANEL * (panels - 1) + b->last_count;
  int8_t *out = b->out + b->first_channel;
  ER_UNROLLED for (int32_t i = 0; i < pixels; i += together) {
    __m512i parts[PANELS];
    ER_UNROLLED for (int32_t n = 0; n < PANELS; ++n)
      parts[n] = sums[i + n / panels < pixels ? i + n / panels : i][n % panels];
    __m512i narrow =
        er_narrow_avx512(parts[0], parts[1], parts[2], parts[3], to.offset, to.low, to.high);
    ER_UNROLLED for (int32_t n = 0; n < together && i + n < pixels; ++n, out += out_step) {
      if (panels == 1 && bytes == 16)
        _mm_storeu_si128((void *)out, _mm512_castsi512_si128(narrow));
      else if (panels == 2 && bytes == 32)
        _mm256_storeu_si256((void *)out, _mm512_castsi512_si256(narrow));
      else
        store_bytes(out, narrow, bytes);
      if (panels == 2) narrow = _mm512_shuffle_i64x2(narrow, narrow, 0x4E);
      if (panels == 1) narrow = _mm512_shuffle_i64x2(narrow, narrow, 0x39);
    }
  }
}

/// Computes one block of `pixels` x `panels`, which are known when this is inlined.
ER_AVX512 void compute(const block *b, const int32_t pixels, const int32_t panels,
                       const int32_t flips) {
  const int32_t *bias = (const int32_t *)b->shared->call->constants + b->first_channel;
  __m512i sums[PIXELS][PANELS];
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j) {
    const __mmask16 lanes = j + 1 < panels ? 0xFFFF : er_lanes_mask(b->last_count);
    const __m512i start = _mm512_maskz_loadu_epi32(lanes, bias + PANEL * j);
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) sums[i][j] = start;
  }
  sum_block(b, sums, pixels, panels, flips);
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
    requantize(b, sums, pixels, j, j + 1 < panels ? 0xFFFF : er_lanes_mask(b->last_count), 0);
  store(b, sums, pixels, panels);
}

#endif
