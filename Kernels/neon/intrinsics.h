#ifndef EDGE_NEON_INTRINSICS_H
#define EDGE_NEON_INTRINSICS_H

#include <arm_neon.h>

#if !defined(__aarch64__)

// What 32-bit NEON has no single instruction for, by the names of 64-bit NEON.

#define ER_NEON_SHIM static inline __attribute__((always_inline))

ER_NEON_SHIM int16x8_t vmull_high_s8(int8x16_t a, int8x16_t b) {
  return vmull_s8(vget_high_s8(a), vget_high_s8(b));
}

ER_NEON_SHIM int16x8_t vmlal_high_s8(int16x8_t sums, int8x16_t a, int8x16_t b) {
  return vmlal_s8(sums, vget_high_s8(a), vget_high_s8(b));
}

ER_NEON_SHIM int16x8_t vaddw_high_s8(int16x8_t sums, int8x16_t a) {
  return vaddw_s8(sums, vget_high_s8(a));
}

ER_NEON_SHIM int32x4_t vaddw_high_s16(int32x4_t sums, int16x8_t a) {
  return vaddw_s16(sums, vget_high_s16(a));
}

ER_NEON_SHIM int32x4_t vmovl_high_s16(int16x8_t a) { return vmovl_s16(vget_high_s16(a)); }

ER_NEON_SHIM int16x8_t vqmovn_high_s32(int16x4_t low, int32x4_t high) {
  return vcombine_s16(low, vqmovn_s32(high));
}

ER_NEON_SHIM int8x16_t vqmovn_high_s16(int8x8_t low, int16x8_t high) {
  return vcombine_s8(low, vqmovn_s16(high));
}

ER_NEON_SHIM int32x4_t vpaddq_s32(int32x4_t a, int32x4_t b) {
  return vcombine_s32(vpadd_s32(vget_low_s32(a), vget_high_s32(a)),
                      vpadd_s32(vget_low_s32(b), vget_high_s32(b)));
}

ER_NEON_SHIM int32_t vmaxvq_s32(int32x4_t a) {
  const int32x2_t most = vmax_s32(vget_low_s32(a), vget_high_s32(a));
  return vget_lane_s32(vpmax_s32(most, most), 0);
}

#endif
#endif
