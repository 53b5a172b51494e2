#ifndef EDGE_X86_NARROW_CHANNELS_H
#define EDGE_X86_NARROW_CHANNELS_H

#include "channelwise.h"

// Where a pixel has 4, 8, 12 or 16 channels, one load holds four columns of a row. Two shuffles
// bring those of a channel to one lane: all channels of one window, or of several windows. Four
// vectors of their sums make one of results. With at most three taps a row and a stride of 1, the
// columns of a window are those of the next pixel's as well.

enum { COLUMNS = 4 };
_Static_assert(sizeof(lanes) / sizeof(__m512i) + 2 * MOST_TAPS <= PREPARED_VECTORS,
               "room for two vectors of weights a row");

/// Whether `channels` and their windows are computed so.
static inline int is_narrow(const er_window *w, int32_t channels) {
  return channels <= LANES / PARTS && channels % 4 == 0 && w->kernel_w <= COLUMNS &&
         w->dilation_w == 1 && w->stride_w <= 2;
}

/// Windows in one vector.
static inline int32_t narrow_windows(int32_t channels) { return LANES / PARTS / channels; }

/// Which quads of channels of a load each lane takes, `step` pixels between windows.
ER_AVX512 __m512i quads_of_windows(int32_t channels, int32_t step) {
  _Alignas(64) int32_t from[LANES / 4] = {0};
  const int32_t quads = channels / 4;
  int32_t i = 0;
  for (int32_t first = 0; i + quads * COLUMNS <= LANES / 4; first += step * quads)
    for (int32_t quad = 0; quad < quads; ++quad)
      for (int32_t column = 0; column < COLUMNS; ++column)
        from[i++] = first + column * quads + quad;
  return _mm512_load_si512(from);
}

/// Which quads of four vectors' packed results follow each other in the output. Where columns are
/// `shared`, a vector in two holds every other pixel.
ER_AVX512 __m512i quads_in_order(int32_t channels, int32_t shared) {
  _Alignas(64) int32_t from[LANES / 4] = {0};
  const int32_t quads = channels / 4, windows = narrow_windows(channels);
  const int32_t others = shared ? 2 : 1;
  int32_t i = 0;
  for (int32_t vector = 0; vector < PARTS; vector += others)
    for (int32_t window = 0; window < windows; ++window)
      for (int32_t other = 0; other < others; ++other)
        for (int32_t quad = 0; quad < quads; ++quad)
          from[i++] = (window * quads + quad) * PARTS + vector + other;
  return _mm512_load_si512(from);
}

/// The four columns of every channel, brought together.
ER_AVX512 __m512i gathered(__m512i columns, __m512i quads) {
  const __m512i transposed = _mm512_broadcast_i32x4(
      _mm_set_epi8(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0));
  return _mm512_shuffle_epi8(_mm512_permutexvar_epi32(quads, columns), transposed);
}

/// Prepares the order of inputs and results.
ER_AVX512 void prepare_order(er_channelwise *s) {
  const int32_t shared = s->walk == NARROW_SHARED;
  s->quads_from = quads_of_windows(s->channels, shared ? 2 : s->window->stride_w);
  s->results_from = quads_in_order(s->channels, shared);
}

/// Prepares the weights, row by row; of the first and the second pixel, where they share columns.
ER_AVX512 void prepare_narrow(const er_channelwise *s, lanes *b, const int8_t *weights) {
  const __m512i quads = quads_of_windows(s->channels, 0);
  const int32_t bytes = s->window->kernel_w * s->channels;
  for (int32_t ky = 0; ky < s->window->kernel_h; ++ky) {
    const __m512i row = _mm512_maskz_loadu_epi8(er_bytes_mask(bytes), weights + ky * bytes);
    b->weights[2 * ky] = gathered(row, quads);
    b->weights[2 * ky + 1] = _mm512_slli_epi32(b->weights[2 * ky], 8);
  }
}

/// Adds the products of one row of the windows.
ER_AVX512 void multiply_row(__m512i sums[PARTS], const uint8_t *row, ptrdiff_t step, __m512i quads,
                            const __m512i weights[2], const int32_t shared) {
  ER_UNROLLED for (int32_t i = 0; i < PARTS; i += shared ? 2 : 1, row += step) {
    const __m512i inputs = gathered(_mm512_loadu_si512(row), quads);
    sums[i] = _mm512_dpbusd_epi32(sums[i], inputs, weights[0]);
    if (shared) sums[i + 1] = _mm512_dpbusd_epi32(sums[i + 1], inputs, weights[1]);
  }
}

/// Sums and stores `count` vectors of results, the last of `last` pixels.
ER_AVX512 void compute_narrow_vectors(const er_channelwise *s, const lanes *b, const finisher *f,
                                      const uint8_t *staged, int8_t *out, int32_t last,
                                      const int32_t count, const int32_t shared,
                                      const finishing how) {
  const int32_t rows = s->window->kernel_h, first_rows = rows - s->held.start;
  const int32_t together = s->together;
  const ptrdiff_t segment = s->segment, vector_step = s->pixel_step * together;
  const ptrdiff_t step = s->pixel_step * (together / (shared ? 2 : PARTS));
  const uint8_t *row = staged + s->held.start * segment;
  __m512i sums[2][PARTS];
  ER_UNROLLED for (int32_t i = 0; i < count; ++i)
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) sums[i][j] = b->bias[j];
  for (int32_t ky = 0; ky < rows; ++ky, row += segment) {
    if (ky == first_rows) row = staged;
    ER_UNROLLED for (int32_t i = 0; i < count; ++i)
      multiply_row(sums[i], row + i * vector_step, step, s->quads_from, b->weights + 2 * ky,
                   shared);
  }
  ER_UNROLLED for (int32_t i = 0; i < count; ++i, out += f->step * together)
    store_pixels(f, out, _mm512_permutexvar_epi32(s->results_from, finish(s, b, f, sums[i], how)),
                 i + 1 < count ? together : last);
}

ER_AVX512 void compute_narrow_pixels(const er_channelwise *s, const lanes *b,
                                     const uint8_t *staged, int8_t *out, int32_t pixels,
                                     const int32_t shared, const finishing how) {
  const finisher f = make_finisher(s, b);
  const int32_t together = s->together;
  for (; pixels > together; pixels -= 2 * together) {
    const int32_t last = pixels < 2 * together ? pixels - together : together;
    compute_narrow_vectors(s, b, &f, staged, out, last, 2, shared, how);
    staged += 2 * together * s->pixel_step;
    out += 2 * together * f.step;
  }
  if (pixels > 0) compute_narrow_vectors(s, b, &f, staged, out, pixels, 1, shared, how);
}

ER_AVX512 void compute_narrow(const er_channelwise *s, const lanes *b, const uint8_t *staged,
                              int8_t *out, int32_t pixels, const finishing how) {
  compute_narrow_pixels(s, b, staged, out, pixels, 0, how);
}

/// Likewise where two neighbouring pixels share the columns of a load.
ER_AVX512 void compute_narrow_shared(const er_channelwise *s, const lanes *b,
                                     const uint8_t *staged, int8_t *out, int32_t pixels,
                                     const finishing how) {
  compute_narrow_pixels(s, b, staged, out, pixels, 1, how);
}

#endif
