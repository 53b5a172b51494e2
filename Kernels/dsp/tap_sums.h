#ifndef EDGE_DSP_TAP_SUMS_H
#define EDGE_DSP_TAP_SUMS_H

#include <stddef.h>

#include "instructions.h"

/// Sums of 16 channels in halfwords: of each quad of them 0 and 2, then 1 and 3.
typedef struct {
  uint32_t quads[4][2];
} er_tap_sums;

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

/// Sums `row_count` rows of `column_count` taps, at least one of each, `from` bytes behind `rows`
/// and `step` bytes apart; 15 instructions a tap.
__attribute__((naked, noinline)) static void er_sum_taps(er_tap_sums *sums,
                                                         const int8_t *const *rows, ptrdiff_t from,
                                                         ptrdiff_t step, int32_t row_count,
                                                         int32_t column_count) {
  __asm__ volatile(
      "push {r0, r2, r4-r11, lr}\n"
      "movs r4, #0\n movs r5, #0\n movs r6, #0\n movs r7, #0\n"
      "mov r8, #0\n mov r9, #0\n mov r10, #0\n mov r11, #0\n"
      "1:\n ldr r0, [r1], #4\n ldr r12, [sp, #4]\n add r0, r0, r12\n ldr r2, [sp, #48]\n"
      "2:\n ldr r12, [r0]\n ldr lr, [r0, #4]\n"
      "sxtab16 r4, r4, r12\n sxtab16 r5, r5, r12, ror #8\n"
      "sxtab16 r6, r6, lr\n sxtab16 r7, r7, lr, ror #8\n"
      "ldr r12, [r0, #8]\n ldr lr, [r0, #12]\n"
      "sxtab16 r8, r8, r12\n sxtab16 r9, r9, r12, ror #8\n"
      "sxtab16 r10, r10, lr\n sxtab16 r11, r11, lr, ror #8\n"
      "add r0, r0, r3\n subs r2, #1\n bne 2b\n"
      "ldr r12, [sp, #44]\n subs r12, #1\n str r12, [sp, #44]\n bne 1b\n"
      "ldr r0, [sp]\n stm r0, {r4-r11}\n add sp, #8\n pop {r4-r11, pc}\n");
}

#else

static inline void er_sum_taps(er_tap_sums *sums, const int8_t *const *rows, ptrdiff_t from,
                               ptrdiff_t step, int32_t row_count, int32_t column_count) {
  *sums = (er_tap_sums){{{0}}};
  for (int32_t i = 0; i < row_count * column_count; ++i)
    for (int32_t k = 0; k < 4; ++k) {
      const int8_t *x = rows[i / column_count] + from + i % column_count * step;
      const uint32_t bytes = er_load_word(x + 4 * k);
      sums->quads[k][0] = er_sxtab16(sums->quads[k][0], bytes);
      sums->quads[k][1] = er_sxtab16_odd(sums->quads[k][1], bytes);
    }
}

#endif
#endif
