#ifndef EDGE_X86_SINGLE_PIXELS_H
#define EDGE_X86_SINGLE_PIXELS_H

#include "blocks.h"

// Where a row is a single pixel, as in products of a matrix and a vector, a block has few sums, and
// what begins and ends it takes as long as they do. So two blocks are computed as one.

enum { BOTH = 2 * PANELS };

/// Sums up two blocks of four panels, the second of which may end in fewer channels.
ER_AVX512 void sum_both(const block *b, __m512i sums[2][PIXELS][PANELS], const int32_t flips) {
  const convolution *s = b->shared;
  const int32_t quads = s->quads, last_bytes = 4 * b->last_count;
  const __mmask16 last_lanes = er_lanes_mask(b->last_count);
  const ptrdiff_t panel_bytes = s->panel_bytes;
  const int8_t *w = s->weights + (ptrdiff_t)(b->first_channel / PANEL) * panel_bytes;
  const int8_t *last = w + (BOTH - 1) * panel_bytes;
  const int32_t rows = s->rows, runs = s->runs, first_rows = rows - s->held.start;
  const uint8_t *row = b->inputs + s->held.start * s->segment;
  for (int32_t ky = 0; ky < rows; ++ky, row += s->segment) {
    if (ky == first_rows) row = b->inputs;
    for (int32_t run = 0; run < runs; ++run) {
      const uint8_t *x = row + run * s->run_step;
      for (int32_t k = 0; k < quads; ++k, x += 4, w += 64, last += last_bytes) {
        const int8_t *second = w + PANELS * panel_bytes;
        multiply(sums[0], x, 0, flips, w, panel_bytes, second - panel_bytes, 0xFFFF, 1, PANELS);
        multiply(sums[1], x, 0, flips, second, panel_bytes, last, last_lanes, 1, PANELS);
      }
    }
  }
}

/// Computes one pixel's block and the next one's.
ER_AVX512 void compute_both(const block *b, const int32_t flips) {
  const int32_t *bias = (const int32_t *)b->shared->call->constants + b->first_channel;
  block both[2] = {*b, *b};
  both[0].last_count = PANEL;
  both[1].first_channel += PANELS * PANEL;
  const __mmask16 last_lanes = er_lanes_mask(b->last_count);
  __m512i sums[2][PIXELS][PANELS];
  ER_UNROLLED for (int32_t j = 0; j < BOTH; ++j)
    sums[j / PANELS][0][j % PANELS] =
        _mm512_maskz_loadu_epi32(j + 1 < BOTH ? 0xFFFF : last_lanes, bias + PANEL * j);
  sum_both(b, sums, flips);
  ER_UNROLLED for (int32_t i = 0; i < 2; ++i) {
    ER_UNROLLED for (int32_t j = 0; j < PANELS; ++j)
      requantize(&both[i], sums[i], 1, j, i * PANELS + j + 1 < BOTH ? 0xFFFF : last_lanes, 0);
    store(&both[i], sums[i], 1, PANELS);
  }
}

#endif
