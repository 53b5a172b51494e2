#ifndef EDGE_DOT_H
#define EDGE_DOT_H

#include <stdint.h>

/// sum((x[i] + offset) * w[i]) modulo 2^32; `offset` in [-127, 128].
static inline uint32_t er_dot_s8(const int8_t *x, const int8_t *w, int32_t length, int32_t offset) {
  uint32_t sum = 0;
  // x + offset fits in 16 bits; saying so lets compilers multiply in pairs of 16-bit lanes.
  for (int32_t i = 0; i < length; ++i)
    sum += (uint32_t)((int16_t)(x[i] + offset) * (int16_t)w[i]);
  return sum;
}

#endif
