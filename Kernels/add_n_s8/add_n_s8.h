#ifndef EDGE_ADD_N_S8_H
#define EDGE_ADD_N_S8_H

#include <stdint.h>

/// Elementwise sum of several inputs with scales of their own, all of the output's shape. Each term
/// is shifted left by `left_shift`, brought to a common scale, and the sum is requantised: two
/// inputs give what add_s8 gives.
/// Inputs: `input_count` views. Constants: offset int32[input_count], minus the zero points; then
/// multiplier int32[input_count]; then shift int32[input_count].
/// In place allowed: an output pixel may occupy exactly the bytes of its pixel in any input.
typedef struct {
  int32_t width;  // pixels of a row
  int32_t channels;
  int32_t input_count;  // [1, 16]: more terms could leave 32 bits
  int32_t left_shift;  // [0, 20]
  int32_t output_offset, output_multiplier, output_shift;
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_add_n_s8_params;

#endif
