#ifndef EDGE_NEON_WIDE_QUADS_H
#define EDGE_NEON_WIDE_QUADS_H

#include <stddef.h>

#include "requantize.h"

/// Four sums of two products each, of two channels.
ER_NEON_INLINE int32x4_t add_products(int32x4_t sums, int8x8_t weights, int8x8_t inputs) {
  return vpadalq_s16(sums, vmull_s8(weights, inputs));
}

ER_NEON_INLINE int8x8_t load_quad_twice(const int8_t *x) {
  int32_t quad;
  __builtin_memcpy(&quad, x, sizeof quad);
  return vreinterpret_s8_s32(vdup_n_s32(quad));
}

/// Adds the products of two vectors of channels or of one, `step` bytes of weights a quad.
ER_NEON_INLINE void add_vectors(int32x4_t (*sums)[4], const int8_t *x, ptrdiff_t pixel_step,
                                const int8_t *w, ptrdiff_t step, int32_t count, const int pixels,
                                const int first, const int vectors) {
  int32x4_t wide[PIXELS][2][2];
  ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i)
    ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j)
      wide[i][j][0] = wide[i][j][1] = vdupq_n_s32(0);
  for (; count > 0; --count, x += 4, w += step)
    ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i) {
      const int8x8_t inputs = load_quad_twice(x + i * pixel_step);
      ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j) {
        const int8x16_t weights = vld1q_s8(w + 16 * j);
        wide[i][j][0] = add_products(wide[i][j][0], vget_low_s8(weights), inputs);
        wide[i][j][1] = add_products(wide[i][j][1], vget_high_s8(weights), inputs);
      }
    }
  ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i)
    ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j)
      sums[i][first + j] =
          vaddq_s32(sums[i][first + j], vpaddq_s32(wide[i][j][0], wide[i][j][1]));
}

/// Adds a run of `count` quads, of `quad` bytes of weights each.
ER_NEON_INLINE const int8_t *add_quads(int32x4_t (*sums)[4], const int8_t *x, ptrdiff_t pixel_step,
                                       const int8_t *w, ptrdiff_t quad, int32_t count,
                                       const int pixels, const int vectors) {
  ER_NEON_UNROLLED for (int j = 0; j < vectors; j += 2)
    add_vectors(sums, x, pixel_step, w + 16 * j, quad, count, pixels, j, vectors - j < 2 ? 1 : 2);
  return w + count * quad;
}

#endif
