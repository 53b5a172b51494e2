#ifndef EDGE_HELIUM_DOT_H
#define EDGE_HELIUM_DOT_H

#include <stddef.h>
#include <stdint.h>

// Sums of products of bytes, added to sums[pixel][channel] of four channels, whose weights lie
// `filter` bytes apart. Sixteen products are one instruction, on a sum in a register of an even
// number: that leaves room for three pixels and two channels together.

#define ER_TWO_CHANNELS_OF_THREE_PIXELS                                                   \
  "ldrd r0, r2, [r11]\n ldrd r4, r6, [r11, #16]\n ldrd r8, r10, [r11, #32]\n"              \
  "ldrd r7, r12, [sp]\n add r9, r7, r12\n add r12, r9, r12\n str r12, [sp]\n"              \
  "ldrd r1, r12, [sp, #8]\n add r3, r1, r12\n add r5, r3, r12\n ldr r12, [sp, #52]\n"      \
  "dlstp.8 lr, r12\n"                                                                      \
  "1:\n vldrb.8 q0, [r7], #16\n vldrb.8 q1, [r9], #16\n vldrb.8 q2, [r1], #16\n"           \
  "vmladava.s8 r0, q0, q2\n vmladava.s8 r2, q1, q2\n vldrb.8 q2, [r3], #16\n"              \
  "vmladava.s8 r4, q0, q2\n vmladava.s8 r6, q1, q2\n vldrb.8 q2, [r5], #16\n"              \
  "vmladava.s8 r8, q0, q2\n vmladava.s8 r10, q1, q2\n letp lr, 1b\n"                       \
  "strd r0, r2, [r11]\n strd r4, r6, [r11, #16]\n strd r8, r10, [r11, #32]\n"

/// Of three pixels, whose inputs begin `step` bytes apart; `length` at least 1.
__attribute__((naked, noinline)) static void er_helium_dot_3(const int8_t *weights,
                                                             ptrdiff_t filter, const int8_t *inputs,
                                                             ptrdiff_t step, int32_t length,
                                                             int32_t *sums) {
  __asm__ volatile(
      "push {r0-r11, lr}\n ldr r11, [sp, #56]\n"
      ER_TWO_CHANNELS_OF_THREE_PIXELS "add r11, #8\n" ER_TWO_CHANNELS_OF_THREE_PIXELS
      "add sp, #16\n pop {r4-r11, pc}\n");
}

/// Of one pixel; `length` at least 1.
__attribute__((naked, noinline)) static void er_helium_dot_1(const int8_t *weights,
                                                             ptrdiff_t filter, const int8_t *inputs,
                                                             int32_t length, int32_t *sums) {
  __asm__ volatile(
      "push {r4-r9, lr}\n mov r9, r2\n mov r12, r3\n ldr r8, [sp, #28]\n"
      "add r3, r0, r1\n add r5, r3, r1\n add r7, r5, r1\n mov r1, r0\n"
      "push {r8}\n ldm r8, {r0, r2, r4, r6}\n dlstp.8 lr, r12\n"
      "1:\n vldrb.8 q2, [r9], #16\n vldrb.8 q0, [r1], #16\n vldrb.8 q1, [r3], #16\n"
      "vmladava.s8 r0, q0, q2\n vmladava.s8 r2, q1, q2\n"
      "vldrb.8 q0, [r5], #16\n vldrb.8 q1, [r7], #16\n"
      "vmladava.s8 r4, q0, q2\n vmladava.s8 r6, q1, q2\n letp lr, 1b\n"
      "pop {r8}\n stm r8, {r0, r2, r4, r6}\n pop {r4-r9, pc}\n");
}

#endif
