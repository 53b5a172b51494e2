// Products of pairs of pixels with pairs of channels, eight bytes of each: what I8MM multiplies.
// Included once a variant, after quads.h.

/// Brings sums of `pixels` pixels into the order of those products, [pair of channels][pixel]
/// [channel], and back: it is its own inverse. A single pixel's stay as they are.
ER_NEON_INLINE void arrange_pairs(int32x4_t (*sums)[4], const int pixels, const int vectors) {
  ER_NEON_UNROLLED for (int i = 0; i + 1 < pixels; i += 2)
    ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j) {
      const int64x2_t one = vreinterpretq_s64_s32(sums[i][j]);
      const int64x2_t other = vreinterpretq_s64_s32(sums[i + 1][j]);
      sums[i][j] = vreinterpretq_s32_s64(vzip1q_s64(one, other));
      sums[i + 1][j] = vreinterpretq_s32_s64(vzip2q_s64(one, other));
    }
}

/// Sixteen bytes of each pixel, a pair's first eight together and its last eight.
typedef struct {
  int8x16_t first[PIXELS / 2], last[PIXELS / 2];
} pairs;

ER_NEON_INLINE pairs load_pairs(const int8_t *x, ptrdiff_t pixel_step, const int pixels) {
  pairs p;
  ER_NEON_UNROLLED for (int i = 0; i < pixels / 2; ++i) {
    const int64x2_t one = vreinterpretq_s64_s8(vld1q_s8(x + 2 * i * pixel_step));
    const int64x2_t other = vreinterpretq_s64_s8(vld1q_s8(x + (2 * i + 1) * pixel_step));
    p.first[i] = vreinterpretq_s8_s64(vzip1q_s64(one, other));
    p.last[i] = vreinterpretq_s8_s64(vzip2q_s64(one, other));
  }
  return p;
}

/// Adds two quads: `w` and `next` are where their weights lie; without `next` the second's are 0.
ER_NEON_INLINE ER_NEON_TARGET void add_pair_of_quads(int32x4_t (*sums)[4], const int8x16_t *inputs,
                                                     const int8_t *w, const int8_t *next,
                                                     const int pixels, const int vectors) {
  ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j) {
    const int32x4_t one = vreinterpretq_s32_s8(vld1q_s8(w + 16 * j));
    const int32x4_t other = next ? vreinterpretq_s32_s8(vld1q_s8(next + 16 * j)) : vdupq_n_s32(0);
    const int8x16_t low = vreinterpretq_s8_s32(vzip1q_s32(one, other));
    const int8x16_t high = vreinterpretq_s8_s32(vzip2q_s32(one, other));
    ER_NEON_UNROLLED for (int i = 0; i < pixels; i += 2) {
      sums[i][j] = vmmlaq_s32(sums[i][j], inputs[i / 2], low);
      sums[i + 1][j] = vmmlaq_s32(sums[i + 1][j], inputs[i / 2], high);
    }
  }
}

/// As add_quads, to arranged sums.
ER_NEON_INLINE ER_NEON_TARGET const int8_t *add_pairs(int32x4_t (*sums)[4], const int8_t *x,
                                                      ptrdiff_t pixel_step, const int8_t *w,
                                                      ptrdiff_t quad, int32_t count,
                                                      const int pixels, const int vectors) {
  if (pixels == 1) return add_quads(sums, x, pixel_step, w, quad, count, pixels, vectors);
  for (; count >= 4; count -= 4, x += 16, w += 4 * quad) {
    const pairs p = load_pairs(x, pixel_step, pixels);
    add_pair_of_quads(sums, p.first, w, w + quad, pixels, vectors);
    add_pair_of_quads(sums, p.last, w + 2 * quad, w + 3 * quad, pixels, vectors);
  }
  if (count == 0) return w;
  const pairs p = load_pairs(x, pixel_step, pixels);
  if (count == 1)
    add_pair_of_quads(sums, p.first, w, NULL, pixels, vectors);
  else
    add_pair_of_quads(sums, p.first, w, w + quad, pixels, vectors);
  if (count == 3) add_pair_of_quads(sums, p.last, w + 2 * quad, NULL, pixels, vectors);
  return w + count * quad;
}
