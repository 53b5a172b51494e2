#ifndef EDGE_MUL_S8_H
#define EDGE_MUL_S8_H

#include <stdint.h>

/// Elementwise product: requantise((x1 + offset1) * (x2 + offset2)).
/// Inputs: two views; broadcasting and work in place as for add_s8.
typedef struct {
  int32_t width;     // pixels of an output row
  int32_t channels;  // of the output
  int32_t offset1, offset2;  // -zero points
  int32_t output_offset, output_multiplier, output_shift;
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_mul_s8_params;

#endif
