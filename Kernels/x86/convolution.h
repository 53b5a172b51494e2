#include "columns.h"
#include "requantize_avx2.h"
#include "staging_avx2.h"
#include "packed_convolution.h"

// Convolution with vectors of eight sums. The includer defines
//   ER_INLINE, ER_TARGET: the attributes of functions that are inlined, and of others;
//   ER_MOST_PIXELS: of a block of one panel, whose sums and weights stay in registers: 4 or 6;
//   quads: what products are made of;
//   `quads ER_WEIGHTS(__m256i)`: of the weights of eight channels, four each;
//   `quads ER_INPUTS(__m256i)`: of four unsigned inputs, the same in all lanes;
//   `__m256i ER_DOT(__m256i sums, quads inputs, quads weights)`.

enum { PIXELS = 8, VECTORS = 2 * PANELS };

/// Some channels at some neighbouring output pixels of one row.
typedef struct {
  const convolution *shared;
  const uint8_t *inputs;  // the first pixel's columns of the segments
  int8_t *out;            // of the first pixel
  int32_t first_channel;
  int32_t count;  // channels: at most those of one panel, or those of PANELS
} block;

/// Which lanes of a block's vectors hold channels: all, or those that `count` says.
typedef enum { FULL, PARTIAL } filling;

/// Multiplies one quad of `pixels` pixels with the weights of `vectors` vectors.
ER_INLINE void multiply(__m256i sums[PIXELS][VECTORS], const uint8_t *x, ptrdiff_t pixel_step,
                        const int8_t *w, ptrdiff_t panel_bytes, __m256i last_lanes,
                        const int32_t pixels, const int32_t vectors, const filling fill) {
  quads weights[VECTORS];
  ER_UNROLLED for (int32_t j = 0; j < vectors; ++j) {
    const int8_t *from = w + j / 2 * panel_bytes + j % 2 * 32;
    weights[j] = ER_WEIGHTS(fill == FULL || j + 1 < vectors
                                ? _mm256_loadu_si256((const void *)from)
                                : _mm256_maskload_epi32((const void *)from, last_lanes));
  }
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
    int32_t quad;
    __builtin_memcpy(&quad, x + i * pixel_step, sizeof quad);
    const quads inputs = ER_INPUTS(_mm256_set1_epi32(quad));
    ER_UNROLLED for (int32_t j = 0; j < vectors; ++j)
      sums[i][j] = ER_DOT(sums[i][j], inputs, weights[j]);
  }
}

ER_INLINE void sum_block(const block *b, __m256i sums[PIXELS][VECTORS], const int32_t pixels,
                         const int32_t vectors, const filling fill) {
  const convolution *s = b->shared;
  const int32_t rows = s->rows, runs = s->runs, count = s->quads;
  const int32_t first_rows = rows - s->held.start;
  const ptrdiff_t segment = s->segment, run_step = s->run_step, pixel_step = s->pixel_step;
  const ptrdiff_t quad_bytes = vectors > 2 ? 4 * PANEL : 4 * b->count;
  const __m256i last_lanes = er_first_lanes_avx2(b->count - 8 * (vectors - 1));
  const int8_t *w = s->weights + (ptrdiff_t)(b->first_channel / PANEL) * s->panel_bytes;
  const uint8_t *row = b->inputs + s->held.start * segment;
  for (int32_t ky = 0; ky < rows; ++ky, row += segment) {
    if (ky == first_rows) row = b->inputs;
    for (int32_t run = 0; run < runs; ++run) {
      const uint8_t *x = row + run * run_step;
      for (int32_t k = 0; k < count; ++k, x += 4, w += quad_bytes)
        multiply(sums, x, pixel_step, w, s->panel_bytes, last_lanes, pixels, vectors, fill);
    }
  }
}

/// Requantises the sums of vector `j`.
ER_INLINE void requantize(const block *b, __m256i sums[PIXELS][VECTORS], const int32_t *bias,
                          int32_t count, const int32_t pixels, const int32_t j) {
  const er_range *range = &b->shared->range;
  const er_scales_avx2 scales =
      er_load_scales_avx2(bias + 8 * j, b->shared->params->out_channels, count);
  if (scales.how == BY_FLOAT && range->is_positive) {
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      sums[i][j] = er_requantize_float_positive_avx2(sums[i][j], scales.scale, scales.half);
    return;
  }
  if (scales.how == BY_FLOAT) {
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      sums[i][j] = er_requantize_float_avx2(sums[i][j], scales.scale, scales.half);
    return;
  }
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
    sums[i][j] = er_requantize_avx2(sums[i][j], &scales, range);
}

/// Stores the results of a block: those of two pixels, or of four with few channels, at once.
ER_INLINE void store(const block *b, __m256i sums[PIXELS][VECTORS], const int32_t pixels,
                     const int32_t vectors) {
  const ptrdiff_t out_step = b->shared->call->outputs->pixel_bytes;
  const int32_t together = vectors > 4 ? 1 : 4 / vectors;
  int8_t *out = b->out + b->first_channel;
  ER_UNROLLED for (int32_t i = 0; i < pixels; i += together) {
    ER_UNROLLED for (int32_t v = 0; v < vectors; v += 4) {
      __m256i parts[4];
      ER_UNROLLED for (int32_t n = 0; n < 4; ++n) {
        const int32_t pixel = i + n / vectors < pixels ? i + n / vectors : i;
        parts[n] = sums[pixel][v + n % vectors];
      }
      const __m256i bytes =
          er_narrow_avx2(parts[0], parts[1], parts[2], parts[3], &b->shared->range);
      const __m128i low = _mm256_castsi256_si128(bytes), high = _mm256_extracti128_si256(bytes, 1);
      if (vectors > 2) {
        _mm256_storeu_si256((void *)(out + 8 * v), bytes);
      } else if (vectors == 2) {
        er_store_bytes_avx2(out + i * out_step, low, b->count);
        if (i + 1 < pixels) er_store_bytes_avx2(out + (i + 1) * out_step, high, b->count);
      } else {
        const __m128i pairs[4] = {low, _mm_srli_si128(low, 8), high, _mm_srli_si128(high, 8)};
        ER_UNROLLED for (int32_t n = 0; n < 4 && i + n < pixels; ++n)
          er_store_bytes_avx2(out + (i + n) * out_step, pairs[n], b->count);
      }
    }
  }
}

/// Computes one block, whose size is known when this is inlined.
ER_INLINE void compute(const block *b, const int32_t pixels, const int32_t vectors,
                       const filling fill) {
  const int32_t *bias = (const int32_t *)b->shared->call->constants + b->first_channel;
  __m256i sums[PIXELS][VECTORS];
  ER_UNROLLED for (int32_t j = 0; j < vectors; ++j) {
    const __m256i start =
        _mm256_maskload_epi32(bias + 8 * j, er_first_lanes_avx2(b->count - 8 * j));
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) sums[i][j] = start;
  }
  sum_block(b, sums, pixels, vectors, fill);
  ER_UNROLLED for (int32_t j = 0; j < vectors; ++j)
    requantize(b, sums, bias, b->count - 8 * j, pixels, j);
  store(b, sums, pixels, vectors);
}

#define BLOCK(name, pixels, vectors, fill) \
  ER_TARGET static void name##_##pixels(const block *b) { compute(b, pixels, vectors, fill); }
#define BLOCKS(name, vectors, fill)                                                        \
  BLOCK(name, 1, vectors, fill) BLOCK(name, 2, vectors, fill) BLOCK(name, 3, vectors, fill) \
      BLOCK(name, 4, vectors, fill)
BLOCKS(panel, 2, FULL)
BLOCKS(tail, 2, PARTIAL)
BLOCKS(half, 1, FULL)
BLOCK(half, 8, 1, FULL)
BLOCKS(rest, 1, PARTIAL)
BLOCK(rest, 8, 1, PARTIAL)
BLOCK(panels, 1, 2 * PANELS, FULL)
#if ER_MOST_PIXELS > 4
BLOCK(panel, 5, 2, FULL)
BLOCK(panel, 6, 2, FULL)
BLOCK(tail, 5, 2, PARTIAL)
BLOCK(tail, 6, 2, PARTIAL)
#endif

typedef void (*compute_block)(const block *);

/// By what they hold: one panel, more than half of one, half of one, less.
typedef enum { PANEL_BLOCK, TAIL_BLOCK, HALF_BLOCK, REST_BLOCK, BLOCK_KINDS } block_kind;

/// By kind and pixels; where there is none, the next smaller one is used.
static const compute_block blocks[BLOCK_KINDS][PIXELS + 1] = {
    [HALF_BLOCK] = {NULL, half_1, half_2, half_3, half_4, [8] = half_8},
    [REST_BLOCK] = {NULL, rest_1, rest_2, rest_3, rest_4, [8] = rest_8},
#if ER_MOST_PIXELS > 4
    [PANEL_BLOCK] = {NULL, panel_1, panel_2, panel_3, panel_4, panel_5, panel_6},
    [TAIL_BLOCK] = {NULL, tail_1, tail_2, tail_3, tail_4, tail_5, tail_6},
#else
    [PANEL_BLOCK] = {NULL, panel_1, panel_2, panel_3, panel_4},
    [TAIL_BLOCK] = {NULL, tail_1, tail_2, tail_3, tail_4},
#endif
};

/// Computes a panel for all `pixels` of a tile.
static inline void compute_panel(block b, int32_t pixels) {
  const block_kind kind = b.count == PANEL   ? PANEL_BLOCK
                          : b.count > 8      ? TAIL_BLOCK
                          : b.count == 8     ? HALF_BLOCK
                                             : REST_BLOCK;
  const int32_t most = b.count > 8 ? ER_MOST_PIXELS : PIXELS;
  while (pixels > 0) {
    int32_t count = first_part(pixels, most);
    while (!blocks[kind][count]) --count;
    blocks[kind][count](&b);
    b.inputs += count * b.shared->pixel_step;
    b.out += (ptrdiff_t)count * b.shared->call->outputs->pixel_bytes;
    pixels -= count;
  }
}

/// Computes all channels of the `pixels` output pixels from `out` on.
static void compute_tile(const convolution *s, const uint8_t *inputs, int8_t *out,
                         int32_t pixels) {
  const int32_t channels = s->params->out_channels;
  block b = {.shared = s, .inputs = inputs, .out = out};
  for (; b.first_channel < channels; b.first_channel += b.count) {
    const int32_t left = channels - b.first_channel;
    if (pixels == 1 && left >= PANELS * PANEL) {
      b.count = PANELS * PANEL;
      panels_1(&b);
    } else {
      b.count = left < PANEL ? left : PANEL;
      compute_panel(b, pixels);
    }
  }
}

/// Computes the `width` output pixels of one row, `most` at a time.
ER_INLINE void compute_row(convolution *s, uint8_t *staged, int32_t row, int32_t width,
                           int32_t most) {
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const row_part part = stage_part(s, staged, row, width, done, most);
    compute_tile(s, staged, er_pixel(s->call->outputs, out, part.x), part.count);
    done += part.count;
  }
}

ER_TARGET static void convolve_rows(const er_call *call) {
  _Alignas(32) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t flat = is_flat(call);
  const int32_t width = flat ? call->row_count * w->out_width : w->out_width;
  const int32_t most = largest_tile(w, p->in_channels, width);
  if (most < 1) {
    er_conv2d_packed_s8_scalar(call);
    return;
  }
  convolution s = convolution_of(call, flat);
  for (int32_t i = 0; i < (flat ? 1 : call->row_count); ++i)
    compute_row(&s, staged, flat ? call->first_row : er_nth_row(call, i), width, most);
}
