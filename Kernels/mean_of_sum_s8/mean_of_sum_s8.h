#ifndef EDGE_MEAN_OF_SUM_S8_H
#define EDGE_MEAN_OF_SUM_S8_H

#include <stdint.h>

/// One pixel of int8 channels from the last row of sums, int32: sum / count rounded half away from
/// zero where count is positive, else requantise(sum); then clamped. Inputs: one view of int32
/// channels. No constants.
typedef struct {
  int32_t row;              // of the input
  int32_t channels;
  int32_t count;            // at least 1; 0 where the division lies in the multiplier
  int32_t multiplier;       // this and what follows only where count is 0
  int32_t shift;            // [-31, 31]
  int32_t output_offset;    // zero point
  int32_t activation_min;   // [-128, 127]
  int32_t activation_max;   // [activation_min, 127]
} er_mean_of_sum_s8_params;

#endif
