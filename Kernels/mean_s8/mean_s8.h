#ifndef EDGE_MEAN_S8_H
#define EDGE_MEAN_S8_H

#include <stdint.h>

/// Mean over rows and pixels of each image, channel by channel. One output row an image.
/// Inputs: one view. No constants. Scratch: int32[channels].
typedef struct {
  int32_t in_height, in_width;  // of one image
  int32_t channels;
  int32_t input_offset;   // -zero point
  int32_t multiplier;     // input scale / output scale / (in_height * in_width)
  int32_t shift;
  int32_t output_offset;  // zero point
} er_mean_s8_params;

#endif
