#ifndef EDGE_PAD_S8_H
#define EDGE_PAD_S8_H

#include <stdint.h>

/// Copies an image into the middle of a larger one and fills the rest with a constant.
/// Inputs: one view. No constants. Batches are not padded. The image of a row is copied, pixel
/// by pixel in the call's order, before the pixels beside it are filled; so an output row may
/// overlap its own input row as long as no pixel overtakes the input still to be copied.
typedef struct {
  int32_t in_height, in_width, in_channels;     // of one image
  int32_t out_height, out_width, out_channels;  // of one image
  int32_t top, left, front;                     // rows, pixels, channels before the image
  int32_t fill;                                 // [-128, 127]
} er_pad_s8_params;

#endif
