#ifndef EDGE_DSP_DEPTHWISE_ROW_H
#define EDGE_DSP_DEPTHWISE_ROW_H

#include "output_stage.h"

/// One channel of neighbouring output pixels of a 3x3 window, from three rows of staged inputs.
typedef struct {
  const int16_t *rows[3];  // word-aligned where stride is 1
  int8_t *out;
  const int16_t *end;  // of rows[0], where the last pair of pixels begins no more
  er_dsp_stage stage;
  int32_t pixel_bytes;  // from an output pixel to the next
  uint32_t weights[6];  // twice the weights: by row (0, 1) and (1, 2)
} er_depthwise_row;

/// Output pixels [first, last), `stride` inputs apart.
static __attribute__((noinline)) void er_depthwise_singles(const er_depthwise_row *row,
                                                           int32_t first, int32_t last,
                                                           int32_t stride) {
  const int16_t *x0 = row->rows[0] + first * stride;
  const ptrdiff_t to1 = row->rows[1] - row->rows[0], to2 = row->rows[2] - row->rows[0];
  const er_dsp_stage stage = row->stage;
  int8_t *out = row->out + first * row->pixel_bytes;
  for (; first < last; ++first, x0 += stride, out += row->pixel_bytes) {
    int32_t twice = er_smlad(er_load_word(x0), row->weights[0], stage.twice_bias);
    twice = er_smlabt((uint16_t)x0[2], row->weights[1], twice);
    twice = er_smlad(er_load_word(x0 + to1), row->weights[2], twice);
    twice = er_smlabt((uint16_t)x0[to1 + 2], row->weights[3], twice);
    twice = er_smlad(er_load_word(x0 + to2), row->weights[4], twice);
    twice = er_smlabt((uint16_t)x0[to2 + 2], row->weights[5], twice);
    *out = er_dsp_output(twice, &stage);
  }
}

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

#define ER_ROW_OF_TWO_PIXELS(row, first, second)                                     \
  "ldrd r10, r11, [" row "], #4\n"                                                   \
  "smlad r3, r10, " first ", r3\n smlatb r12, r10, " first ", r12\n"                 \
  "smlabt r3, r11, " second ", r3\n smlad r12, r11, " second ", r12\n"

/// Pairs of output pixels, stride 1, at least one; 34 instructions a pair.
__attribute__((naked, noinline)) static void er_depthwise_pairs(const er_depthwise_row *row) {
  __asm__ volatile(
      "push {r4-r11, lr}\n add r1, r0, #16\n ldm r1, {r2-r7}\n push {r2-r7}\n"
      "add r1, r0, #40\n ldm r1, {r4-r9}\n ldm r0, {r0, r1, r2, lr}\n"
      "1:\n ldr r3, [sp, #4]\n mov r12, r3\n"
      ER_ROW_OF_TWO_PIXELS("r0", "r4", "r5")
      ER_ROW_OF_TWO_PIXELS("r1", "r6", "r7")
      ER_ROW_OF_TWO_PIXELS("r2", "r8", "r9")
      "ldrd r10, r11, [sp, #8]\n"
      "smmulr r3, r3, r10\n add r3, r3, r3, asr #31\n add r3, r3, r11\n"
      "smmlar r11, r12, r10, r11\n add r11, r11, r12, asr #31\n"
      "ldrd r10, r12, [sp, #16]\n"
      "asr r3, r3, r10\n asr r11, r11, r10\n ssat r3, #8, r3\n ssat r11, #8, r11\n"
      "strb r3, [lr]\n strb r11, [lr, r12]\n add lr, lr, r12, lsl #1\n"
      "ldr r10, [sp]\n cmp r0, r10\n bne 1b\n"
      "add sp, sp, #24\n pop {r4-r11, pc}\n");
}

_Static_assert(offsetof(er_depthwise_row, end) == 16, "read by er_depthwise_pairs");
_Static_assert(offsetof(er_depthwise_row, stage) == 20, "read by er_depthwise_pairs");
_Static_assert(offsetof(er_depthwise_row, pixel_bytes) == 36, "read by er_depthwise_pairs");
_Static_assert(offsetof(er_depthwise_row, weights) == 40, "read by er_depthwise_pairs");

#else

static inline void er_depthwise_pairs(const er_depthwise_row *row) {
  er_depthwise_singles(row, 0, (int32_t)(row->end - row->rows[0]), 1);
}

#endif
#endif
