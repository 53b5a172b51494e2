#ifndef EDGE_DSP_PAIRED_DOT_H
#define EDGE_DSP_PAIRED_DOT_H

#include "instructions.h"

// Sums of products of inputs with the weights of four output channels, as conv2d_paired_s8.h lays
// them out. Inputs are words of two halfwords, the inputs 0 and 2 and then 1 and 3 of each quad; of
// two pixels, words alternate. The weights of two channels, 256 * odd + even, are halfwords of a
// word: one SMLAD adds both channels, and once SXTB16 has taken the odd one away, the even one
// alone.

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

#define ER_TWO_INPUTS_OF_TWO_PIXELS                                                  \
  "ldrd r12, lr, [r0], #8\n ldrd r10, r11, [r1], #8\n"                               \
  "smlad r2, r12, r10, r2\n smlad r3, r12, r11, r3\n sxtb16 r12, r12\n"              \
  "smlad r4, r12, r10, r4\n smlad r5, r12, r11, r5\n"                                \
  "smlad r6, lr, r10, r6\n smlad r7, lr, r11, r7\n sxtb16 lr, lr\n"                  \
  "smlad r8, lr, r10, r8\n smlad r9, lr, r11, r9\n"
#define ER_QUAD_OF_TWO_PIXELS ER_TWO_INPUTS_OF_TWO_PIXELS ER_TWO_INPUTS_OF_TWO_PIXELS

/// Of two pixels: sums {both, both, even, even} of the channels 0 and 1, then of 2 and 3.
__attribute__((naked, noinline)) static void er_paired_dot_2(const uint32_t *weights,
                                                             const uint32_t *inputs, int32_t quads,
                                                             int32_t *sums) {
  __asm__ volatile(
      "and r12, r2, #3\n add r12, r0, r12, lsl #4\n add r2, r0, r2, lsl #4\n push {r2-r12, lr}\n"
      "movs r2, #0\n movs r3, #0\n movs r4, #0\n movs r5, #0\n movs r6, #0\n movs r7, #0\n"
      "mov r8, #0\n mov r9, #0\n b 2f\n"
      "1:\n" ER_QUAD_OF_TWO_PIXELS
      "2:\n ldr lr, [sp, #40]\n cmp r0, lr\n bne 1b\n b 4f\n"
      "3:\n" ER_QUAD_OF_TWO_PIXELS ER_QUAD_OF_TWO_PIXELS ER_QUAD_OF_TWO_PIXELS ER_QUAD_OF_TWO_PIXELS
      "4:\n ldr lr, [sp]\n cmp r0, lr\n bne 3b\n"
      "ldr r0, [sp, #4]\n stm r0, {r2-r9}\n pop {r2-r12, pc}\n");
}

#define ER_QUAD_OF_ONE_PIXEL                                                         \
  "ldm r0!, {r8-r11}\n ldrd r6, r7, [r1], #8\n"                                      \
  "smlad r2, r8, r6, r2\n sxtb16 r8, r8\n smlad r3, r8, r6, r3\n"                    \
  "smlad r4, r9, r6, r4\n sxtb16 r9, r9\n smlad r5, r9, r6, r5\n"                    \
  "smlad r2, r10, r7, r2\n sxtb16 r10, r10\n smlad r3, r10, r7, r3\n"                \
  "smlad r4, r11, r7, r4\n sxtb16 r11, r11\n smlad r5, r11, r7, r5\n"

/// Of one pixel: sums {both, even} of the channels 0 and 1, then of 2 and 3.
__attribute__((naked, noinline)) static void er_paired_dot_1(const uint32_t *weights,
                                                             const uint32_t *inputs, int32_t quads,
                                                             int32_t *sums) {
  __asm__ volatile(
      "push {r3-r11, lr}\n and lr, r2, #3\n add lr, r0, lr, lsl #4\n add r12, r0, r2, lsl #4\n"
      "movs r2, #0\n movs r3, #0\n movs r4, #0\n movs r5, #0\n b 2f\n"
      "1:\n" ER_QUAD_OF_ONE_PIXEL
      "2:\n cmp r0, lr\n bne 1b\n b 4f\n"
      "3:\n" ER_QUAD_OF_ONE_PIXEL ER_QUAD_OF_ONE_PIXEL ER_QUAD_OF_ONE_PIXEL ER_QUAD_OF_ONE_PIXEL
      "4:\n cmp r0, r12\n bne 3b\n"
      "ldr r0, [sp]\n stm r0, {r2-r5}\n pop {r3-r11, pc}\n");
}

#else

static inline void er_paired_dot(const uint32_t *weights, const uint32_t *inputs, int32_t quads,
                                 int32_t pixels, int32_t *sums) {
  for (int32_t i = 0; i < 4 * pixels; ++i) sums[i] = 0;
  for (int32_t i = 0; i < 2 * quads; ++i, inputs += pixels)
    for (int32_t pair = 0; pair < 2; ++pair) {
      const uint32_t both = *weights++;
      for (int32_t p = 0; p < pixels; ++p) {
        int32_t *sum = sums + 2 * pixels * pair + p;
        sum[0] = er_smlad(both, inputs[p], sum[0]);
        sum[pixels] = er_smlad(er_sxtb16(both), inputs[p], sum[pixels]);
      }
    }
}

static inline void er_paired_dot_2(const uint32_t *weights, const uint32_t *inputs, int32_t quads,
                                   int32_t *sums) {
  er_paired_dot(weights, inputs, quads, 2, sums);
}

static inline void er_paired_dot_1(const uint32_t *weights, const uint32_t *inputs, int32_t quads,
                                   int32_t *sums) {
  er_paired_dot(weights, inputs, quads, 1, sums);
}

#endif
#endif
