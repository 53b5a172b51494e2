#ifndef EDGE_DIFFERENCE_S8_H
#define EDGE_DIFFERENCE_S8_H

#include <stdint.h>

/// Elementwise difference x1 - x2 of two inputs with scales of their own, or its square. Each term
/// is shifted left by `left_shift` and brought to a common scale; the difference, squared modulo
/// 2^32 where asked, is requantised.
/// Inputs: two views; broadcasting and work in place as for add_s8.
typedef struct {
  int32_t width;       // pixels of an output row
  int32_t channels;    // of the output
  int32_t squared;     // 0 or 1
  int32_t left_shift;  // [0, 22]
  int32_t offset1, multiplier1, shift1;  // offset: -zero point
  int32_t offset2, multiplier2, shift2;
  int32_t output_offset, output_multiplier, output_shift;
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_difference_s8_params;

#endif
