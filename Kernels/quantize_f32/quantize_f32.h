#ifndef EDGE_QUANTIZE_F32_H
#define EDGE_QUANTIZE_F32_H

#include <stdint.h>

/// clamp(round(x / scale) + output_offset), elementwise: float32 to integers. Ties go away from
/// zero; what is not a number becomes `low`. Inputs: one view. No constants. One output pixel must
/// not overlap its input pixel.
typedef struct {
  int32_t width;           // pixels of a row
  int32_t channels;        // elements of a pixel
  int32_t scale_bits;      // the output's scale, an IEEE 754 binary32
  int32_t output_offset;   // zero point
  int32_t output_element;  // ER_INT8, ER_UINT8 or ER_INT16
  int32_t low, high;       // what that element can hold
} er_quantize_f32_params;

#endif
