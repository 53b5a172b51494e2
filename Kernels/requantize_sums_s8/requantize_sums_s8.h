#ifndef EDGE_REQUANTIZE_SUMS_S8_H
#define EDGE_REQUANTIZE_SUMS_S8_H

#include <stdint.h>

/// Pixels of int8 channels from sums, int32, each requantised by its channel's multiplier, then
/// clamped. Inputs: one view of int32 channels. Constants: multiplier int32[channels],
/// shift int32[channels], in [-31, 31].
typedef struct {
  int32_t row;             // of the input, of which the output's row 0 is made
  int32_t width;           // of both, at least 1
  int32_t channels;        // at least 1
  int32_t output_offset;   // zero point, [-128, 127]
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_requantize_sums_s8_params;

#endif
