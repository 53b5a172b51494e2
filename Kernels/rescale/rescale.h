#ifndef EDGE_RESCALE_H
#define EDGE_RESCALE_H

#include <stdint.h>

/// clamp(requantise(x + input_offset) + output_offset), elementwise: integers of one width to
/// integers of another, or of the same. Inputs: one view. No constants. One output pixel must not
/// overlap its input pixel.
typedef struct {
  int32_t width;           // pixels of a row
  int32_t channels;        // elements of a pixel
  int32_t input_element;   // ER_INT8, ER_UINT8, ER_INT16 or ER_INT32
  int32_t output_element;  // likewise
  int32_t input_offset;    // -zero point
  int32_t multiplier, shift;
  int32_t output_offset;  // zero point
  int32_t low, high;      // what the output's element can hold
} er_rescale_params;

#endif
