#ifndef EDGE_DEQUANTIZE_F32_H
#define EDGE_DEQUANTIZE_F32_H

#include <stdint.h>

/// scale * (x + input_offset), elementwise: integers to float32. Inputs: one view. No constants.
/// One output pixel must not overlap its input pixel.
typedef struct {
  int32_t width;          // pixels of a row
  int32_t channels;       // elements of a pixel
  int32_t scale_bits;     // the input's scale, an IEEE 754 binary32
  int32_t input_offset;   // -zero point
  int32_t input_element;  // ER_INT8, ER_UINT8 or ER_INT16
} er_dequantize_f32_params;

#endif
