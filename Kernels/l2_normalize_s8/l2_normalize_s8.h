#ifndef EDGE_L2_NORMALIZE_S8_H
#define EDGE_L2_NORMALIZE_S8_H

#include <stdint.h>

/// x / sqrt(sum(x^2)) over channels, for every pixel. The output has scale 1/128 and zero point 0;
/// the input's scale cancels out. Inputs: one view. No constants. In place allowed: an output pixel
/// may occupy exactly the bytes of its input pixel.
typedef struct {
  int32_t width;         // pixels of a row
  int32_t channels;      // at least 1, at most 33,025: the sum of squares fits 31 bits
  int32_t input_offset;  // -zero point
} er_l2_normalize_s8_params;

#endif
