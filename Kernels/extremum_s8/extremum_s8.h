#ifndef EDGE_EXTREMUM_S8_H
#define EDGE_EXTREMUM_S8_H

#include <stdint.h>

/// The larger or the smaller of two elements, elementwise. Inputs and output share one scale and
/// zero point, so integers compare as their reals do.
/// Inputs: two views; broadcasting and work in place as for add_s8.
typedef struct {
  int32_t width;     // pixels of an output row
  int32_t channels;  // of the output
  int32_t largest;   // 1: the larger, 0: the smaller
} er_extremum_s8_params;

#endif
