#ifndef EDGE_NEON_REQUANTIZE_H
#define EDGE_NEON_REQUANTIZE_H

#include "intrinsics.h"

#define ER_NEON_UNROLLED _Pragma("GCC unroll 16")
#define ER_NEON_INLINE static inline __attribute__((always_inline))

/// What follows the sums of a call.
typedef struct {
  int16x8_t offset;
  int8x16_t low, high;
} er_neon_output;

ER_NEON_INLINE er_neon_output er_neon_output_of(int32_t offset, int32_t low, int32_t high) {
  return (er_neon_output){vdupq_n_s16((int16_t)offset), vdupq_n_s8((int8_t)low),
                          vdupq_n_s8((int8_t)high)};
}

/// Whether all shifts are to the right, by at least 1: results are then far from 2^31.
ER_NEON_INLINE int er_neon_shifts_right(const int32x4_t *shifts, int vectors) {
  int32x4_t most = shifts[0];
  for (int i = 1; i < vectors; ++i) most = vmaxq_s32(most, shifts[i]);
  return vmaxvq_s32(most) < 0;
}

/// er_requantize of four sums with multipliers and shifts of their own, all of them to the right. A
/// rounding shift sends ties up: one less sends those of negative numbers down.
ER_NEON_INLINE int32x4_t er_neon_requantize_right(int32x4_t sums, int32x4_t multiplier,
                                                  int32x4_t shift) {
  const int32x4_t high = vqrdmulhq_s32(sums, multiplier);
  return vrshlq_s32(vsraq_n_s32(high, high, 31), shift);
}

/// er_requantize of four sums with any shifts, so that the output's offset may be added to it as to
/// numbers that do not wrap around: where they would, the result is what comes of that.
ER_NEON_INLINE int32x4_t er_neon_requantize(int32x4_t sums, int32x4_t multiplier, int32x4_t shift,
                                            int16x8_t offset) {
  const int32x4_t zero = vdupq_n_s32(0), wide = vmovl_s16(vget_low_s16(offset));
  const int32x4_t left = vmaxq_s32(shift, zero), right = vminq_s32(shift, zero);
  const int32x4_t high = vqrdmulhq_s32(vshlq_s32(sums, left), multiplier);
  const int32x4_t fixed = vqaddq_s32(high, vshrq_n_s32(vandq_s32(high, right), 31));
  return vqsubq_s32(vaddq_s32(vrshlq_s32(fixed, right), wide), wide);
}

/// Sixteen clamped bytes.
ER_NEON_INLINE int8x16_t er_neon_narrow(const int32x4_t *values, const er_neon_output *o) {
  const int16x8_t low = vqmovn_high_s32(vqmovn_s32(values[0]), values[1]);
  const int16x8_t high = vqmovn_high_s32(vqmovn_s32(values[2]), values[3]);
  const int8x8_t bytes = vqmovn_s16(vqaddq_s16(low, o->offset));
  return vminq_s8(vmaxq_s8(vqmovn_high_s16(bytes, vqaddq_s16(high, o->offset)), o->low), o->high);
}

#endif
