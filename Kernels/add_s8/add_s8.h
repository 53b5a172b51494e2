#ifndef EDGE_ADD_S8_H
#define EDGE_ADD_S8_H

#include <stdint.h>

/// Elementwise sum of two inputs with scales of their own. Each term is shifted left by
/// `left_shift`, brought to a common scale, and the sum is requantised.
/// Inputs: two views; broadcasting is in the views (a pixel step of 0, a ring shorter than the
/// image, `channels` == 1). In place allowed: an output pixel may occupy exactly the bytes of its
/// pixel in an input of the same shape.
typedef struct {
  int32_t width;     // pixels of an output row
  int32_t channels;  // of the output
  int32_t left_shift;  // [0, 22]
  int32_t offset1, multiplier1, shift1;  // offset: -zero point
  int32_t offset2, multiplier2, shift2;
  int32_t output_offset, output_multiplier, output_shift;
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_add_s8_params;

#endif
