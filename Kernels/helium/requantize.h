#ifndef EDGE_HELIUM_REQUANTIZE_H
#define EDGE_HELIUM_REQUANTIZE_H

#include <arm_mve.h>

#define ER_HELIUM_UNROLLED _Pragma("GCC unroll 16")
#define ER_HELIUM_INLINE static inline __attribute__((always_inline))

/// er_requantize of four sums with multipliers and shifts of their own, none of them to the left. A
/// rounding shift sends ties up: one less sends those of negative numbers down.
ER_HELIUM_INLINE int32x4_t er_helium_requantize(int32x4_t sums, int32x4_t multiplier,
                                                int32x4_t shift) {
  const int32x4_t high = vqrdmulhq_s32(sums, multiplier);
  const int32x4_t less = vshrq_n_s32(vandq_s32(high, shift), 31);
  return vrshlq_s32(vaddq_s32(high, less), shift);
}

/// What of it comes before the shift, where all shifts are to the right, by at least 1.
ER_HELIUM_INLINE int32x4_t er_helium_high_right(int32x4_t sums, int32x4_t multiplier) {
  const int32x4_t high = vqrdmulhq_s32(sums, multiplier);
  return vaddq_s32(high, vshrq_n_s32(high, 31));
}

#endif
