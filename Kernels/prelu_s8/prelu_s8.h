#ifndef EDGE_PRELU_S8_H
#define EDGE_PRELU_S8_H

#include <stdint.h>

/// x where it is not negative, otherwise x * slope: requantise(x + offset) by `positive_*`, or
/// requantise((x + offset) * (slope + slope_offset)) by `negative_*`.
/// Inputs: two views, x and the slopes; broadcasting and work in place as for add_s8.
typedef struct {
  int32_t width;     // pixels of an output row
  int32_t channels;  // of the output
  int32_t offset, slope_offset;  // -zero points
  int32_t positive_multiplier, positive_shift;
  int32_t negative_multiplier, negative_shift;
  int32_t output_offset;  // zero point
} er_prelu_s8_params;

#endif
