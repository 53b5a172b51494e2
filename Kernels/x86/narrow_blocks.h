#ifndef EDGE_X86_NARROW_BLOCKS_H
#define EDGE_X86_NARROW_BLOCKS_H

#include "blocks.h"

// Blocks of one panel load an input for every product. So quads are taken in twos, which
// one load of eight bytes brings to all lanes: even lanes have sums of the first, odd lanes of the
// second. A panel of more than eight channels has two vectors of such sums, another one only one.

/// Two quads' weights: of the channels 0, 1, 4, 5 ... in the first vector, 2, 3, 6, 7 ... in the
/// second; or of all of at most eight.
typedef struct {
  __m512i weights[2];
} two_quads;

/// Where the weights of two quads, of `count` channels each, are brought.
ER_AVX512 __m512i half_order(int32_t count) {
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return _mm512_mask_add_epi32(_mm512_srli_epi32(lane, 1), 0xAAAA, _mm512_srli_epi32(lane, 1),
                               _mm512_set1_epi32(count));
}

/// - Parameter second: whether there is a second quad; otherwise its weights are 0.
ER_AVX512 two_quads load_two(const int8_t *w, int32_t count, __m512i order, const int32_t is_half,
                             const int32_t second) {
  two_quads both;
  if (is_half) {
    const __mmask16 held = er_lanes_mask(second ? 2 * count : count);
    const __mmask16 kept = er_lanes_mask(2 * count) & (second ? 0xFFFF : 0x5555);
    both.weights[0] =
        _mm512_maskz_permutexvar_epi32(kept, order, _mm512_maskz_loadu_epi32(held, w));
    return both;
  }
  const __mmask16 lanes = er_lanes_mask(count);
  const __m512i first = _mm512_maskz_loadu_epi32(lanes, w);
  const __m512i other =
      second ? _mm512_maskz_loadu_epi32(lanes, w + 4 * count) : _mm512_setzero_si512();
  both.weights[0] = _mm512_unpacklo_epi32(first, other);
  both.weights[1] = _mm512_unpackhi_epi32(first, other);
  return both;
}

ER_AVX512 void multiply_two(__m512i sums[PIXELS][2], const two_quads *both, const uint8_t *x,
                            ptrdiff_t pixel_step, const int32_t pixels, const int32_t is_half,
                            const int32_t flips, const int32_t second) {
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
    int64_t two = 0;
    int32_t quad;
    __builtin_memcpy(&quad, x + i * pixel_step, sizeof quad);
    if (second) __builtin_memcpy(&two, x + i * pixel_step, sizeof two);
    const __m512i raw = second ? _mm512_set1_epi64(two) : _mm512_set1_epi32(quad);
    const __m512i inputs = flips ? _mm512_xor_si512(raw, _mm512_set1_epi8(INT8_MIN)) : raw;
    sums[i][0] = _mm512_dpbusd_epi32(sums[i][0], inputs, both->weights[0]);
    if (!is_half) sums[i][1] = _mm512_dpbusd_epi32(sums[i][1], inputs, both->weights[1]);
  }
}

/// Sums up a block, as sum_block does, in lanes of their own for even and odd quads.
ER_AVX512 void sum_narrow_block(const block *b, __m512i sums[PIXELS][2], const int32_t pixels,
                                const int32_t is_half, const int32_t flips) {
  const convolution *s = b->shared;
  const int32_t quads = s->quads, count = b->last_count;
  const __m512i order = half_order(count);
  const ptrdiff_t pixel_step = s->pixel_step;
  const int8_t *w = s->weights + (ptrdiff_t)(b->first_channel / PANEL) * s->panel_bytes;
  const int32_t rows = s->rows, runs = s->runs, first_rows = rows - s->held.start;
  const ptrdiff_t segment = s->segment, run_step = s->run_step;
  const uint8_t *row = b->inputs + s->held.start * segment;
  for (int32_t ky = 0; ky < rows; ++ky, row += segment) {
    if (ky == first_rows) row = b->inputs;
    for (int32_t run = 0; run < runs; ++run) {
      const uint8_t *x = row + run * run_step;
      int32_t k = 0;
      for (; k + 2 <= quads; k += 2, x += 8, w += 8 * count) {
        const two_quads both = load_two(w, count, order, is_half, 1);
        multiply_two(sums, &both, x, pixel_step, pixels, is_half, flips, 1);
      }
      if (k == quads) continue;
      const two_quads last = load_two(w, count, order, is_half, 0);
      multiply_two(sums, &last, x, pixel_step, pixels, is_half, flips, 0);
      w += 4 * count;
    }
  }
}

/// The sums of even and odd lanes, each 128 bits of `a` and then of `b`.
ER_AVX512 __m512i add_neighbours(__m512i a, __m512i b) {
  const __m512 x = _mm512_castsi512_ps(a), y = _mm512_castsi512_ps(b);
  return _mm512_add_epi32(_mm512_castps_si512(_mm512_shuffle_ps(x, y, 0x88)),
                          _mm512_castps_si512(_mm512_shuffle_ps(x, y, 0xDD)));
}

/// Stores the results of pairs of pixels, at most eight channels each.
ER_AVX512 void store_pairs(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pairs) {
  const convolution *s = b->shared;
  const __m512i by_pixel = _mm512_broadcast_i32x4(
      _mm_set_epi8(15, 14, 11, 10, 7, 6, 3, 2, 13, 12, 9, 8, 5, 4, 1, 0));
  const bounds to = bounds_of(s);
  const ptrdiff_t out_step = s->call->outputs->pixel_bytes;
  const int32_t bytes = b->last_count;
  int8_t *out = b->out + b->first_channel;
  ER_UNROLLED for (int32_t i = 0; i < pairs; i += 4) {
    __m512i parts[4];
    ER_UNROLLED for (int32_t n = 0; n < 4; ++n) parts[n] = sums[i + n < pairs ? i + n : i][0];
    const __m512i results = _mm512_shuffle_epi8(
        er_narrow_avx512(parts[0], parts[1], parts[2], parts[3], to.offset, to.low, to.high),
        by_pixel);
    const int32_t pixels = 2 * (pairs - i < 4 ? pairs - i : 4);
    if (bytes == 8 && out_step == 8) {
      store_bytes(out, results, 8 * pixels);
      out += 8 * pixels;
      continue;
    }
    _Alignas(64) int8_t held[64];
    _mm512_store_si512(held, results);
    for (int32_t n = 0; n < pixels; ++n, out += out_step)
      __builtin_memcpy(out, held + 8 * n, (size_t)bytes);
  }
}

/// Computes one panel at `pixels` pixels; where it `is_half`, of at most eight channels and an even
/// number of pixels. All are known when this is inlined.
ER_AVX512 void compute_narrow(const block *b, const int32_t pixels, const int32_t is_half,
                              const int32_t flips) {
  const int32_t *bias = (const int32_t *)b->shared->call->constants + b->first_channel;
  const __mmask16 lanes = er_lanes_mask(b->last_count);
  const __m512i start = _mm512_maskz_loadu_epi32(lanes, bias), zero = _mm512_setzero_si512();
  __m512i parts[PIXELS][2], sums[PIXELS][PANELS];
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
    parts[i][0] = is_half ? _mm512_maskz_permutexvar_epi32(0x5555, half_order(0), start)
                          : _mm512_unpacklo_epi32(start, zero);
    parts[i][1] = is_half ? zero : _mm512_unpackhi_epi32(start, zero);
  }
  sum_narrow_block(b, parts, pixels, is_half, flips);
  if (is_half) {
    ER_UNROLLED for (int32_t i = 0; i < pixels; i += 2)
      sums[i / 2][0] = add_neighbours(parts[i][0], parts[i + 1][0]);
    requantize(b, sums, pixels / 2, 0, lanes, 1);
    store_pairs(b, sums, pixels / 2);
  } else {
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      sums[i][0] = add_neighbours(parts[i][0], parts[i][1]);
    requantize(b, sums, pixels, 0, lanes, 0);
    store(b, sums, pixels, 1);
  }
}

#endif
