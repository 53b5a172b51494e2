#ifndef EDGE_FULLY_CONNECTED_S8_H
#define EDGE_FULLY_CONNECTED_S8_H

#include <stdint.h>

/// y = W x + b for every row; a row is one vector of a batch (one pixel of `depth` channels).
/// Inputs: one view. Constants: bias int32[units], multiplier int32[units], shift int32[units],
/// weights int8[units][depth].
typedef struct {
  int32_t depth;           // at least 1
  int32_t units;           // at least 1
  int32_t input_offset;    // -zero point, [-127, 128]
  int32_t output_offset;   // zero point, [-128, 127]
  int32_t activation_min;  // [-128, 127]
  int32_t activation_max;  // [activation_min, 127]
} er_fully_connected_s8_params;

#endif
