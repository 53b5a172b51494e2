#ifndef EDGE_ARG_EXTREMUM_S8_H
#define EDGE_ARG_EXTREMUM_S8_H

#include <stdint.h>

/// The row of each image where a channel of a pixel is largest or smallest, the first of equals.
/// Inputs: one view. No constants. The output has one row an image; its elements are integers of
/// `index_bytes` bytes.
typedef struct {
  int32_t height;       // of one image of the input
  int32_t width;        // pixels of a row
  int32_t channels;     // of the input
  int32_t largest;      // 1: largest, 0: smallest
  int32_t index_bytes;  // 4 or 8
} er_arg_extremum_s8_params;

#endif
