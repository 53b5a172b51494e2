#ifndef EDGE_HELIUM_MEMORY_H
#define EDGE_HELIUM_MEMORY_H

#include <arm_mve.h>
#include <stddef.h>

static inline void er_helium_copy(int8_t *to, const int8_t *from, int32_t bytes) {
  for (; bytes > 0; bytes -= 16, to += 16, from += 16) {
    const mve_pred16_t some = vctp8q((uint32_t)bytes);
    vst1q_p_s8(to, vld1q_z_s8(from, some), some);
  }
}

static inline void er_helium_fill(int8_t *to, int8_t value, int32_t bytes) {
  const int8x16_t all = vdupq_n_s8(value);
  for (; bytes > 0; bytes -= 16, to += 16) vst1q_p_s8(to, all, vctp8q((uint32_t)bytes));
}

#endif
