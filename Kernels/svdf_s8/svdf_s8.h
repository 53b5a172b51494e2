#ifndef EDGE_SVDF_S8_H
#define EDGE_SVDF_S8_H

#include <stdint.h>

/// A layer of rank-limited filters over time. Every row is one vector of a batch: each filter's
/// response to it joins the filter's `memory` latest ones, the oldest of which is forgotten; a unit
/// is its bias plus the responses of its `rank` filters, weighted by time.
///
/// Inputs: one view, a row of one pixel of `depth` channels. Outputs: the units, a row of one pixel
/// of filters / rank channels, and the state, a row of filters * memory elements, oldest first,
/// which is read as well. Constants: bias int32[filters / rank], weights over time of the state's
/// element [filters][memory], weights over the input int8[filters][depth].
typedef struct {
  int32_t depth;              // at least 1
  int32_t filters;            // a multiple of rank
  int32_t rank;               // at least 1
  int32_t memory;             // at least 1
  int32_t state_element;      // ER_INT8 or ER_INT16
  int32_t input_offset;       // -zero point, [-127, 128]
  int32_t state_zero_point;   // within the state's element
  int32_t state_multiplier;   // of a response, Q31
  int32_t state_shift;        // [-31, 30]
  int32_t output_offset;      // zero point, [-128, 127]
  int32_t output_multiplier;  // of a unit, Q31
  int32_t output_shift;       // [-31, 30]
} er_svdf_s8_params;

#endif
