// Products of quads, included once a variant, which defines before:
//   ER_NEON_TARGET  the attribute of the instruction set
//   PIXELS          that are computed together, at most
//   er_neon_dot     sums of four signed products each, the same four inputs for all sums:
//                   (int32x4_t sums, int8x16_t weights, int8x16_t inputs, lane)
#include <stddef.h>

#include "requantize.h"

#define ER_NEON_LANE(lane)                                            \
  ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j) {                \
    const int8x16_t weights = vld1q_s8(w + lane * quad + 16 * j);     \
    ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i)                 \
      sums[i][j] = er_neon_dot(sums[i][j], weights, inputs[i], lane); \
  }

/// Adds a run of `count` quads, of `quad` bytes of weights each.
ER_NEON_INLINE ER_NEON_TARGET const int8_t *add_quads(int32x4_t (*sums)[4], const int8_t *x,
                                                      ptrdiff_t pixel_step, const int8_t *w,
                                                      ptrdiff_t quad, int32_t count,
                                                      const int pixels, const int vectors) {
  int8x16_t inputs[PIXELS];
  for (; count >= 4; count -= 4, x += 16, w += 4 * quad) {
    ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i) inputs[i] = vld1q_s8(x + i * pixel_step);
    ER_NEON_LANE(0)
    ER_NEON_LANE(1)
    ER_NEON_LANE(2)
    ER_NEON_LANE(3)
  }
  if (count == 0) return w;
  ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i) inputs[i] = vld1q_s8(x + i * pixel_step);
  ER_NEON_LANE(0)
  if (count > 1) ER_NEON_LANE(1)
  if (count > 2) ER_NEON_LANE(2)
  return w + count * quad;
}
