#ifndef EDGE_RUNNING_DOT_S8_H
#define EDGE_RUNNING_DOT_S8_H

#include <stdint.h>

/// Row r of the output, one pixel of int32 units, is the bias plus the products of the pixels of
/// input rows 0 to r with their weights: what a fully connected layer over an image needs of it, a
/// row at a time. Reads its output row r - 1, so rows are computed in ascending order. Inputs: one
/// view of one image. Constants: bias int32[units], weights int8[units][rows][width][channels].
typedef struct {
  int32_t rows, width, channels;  // of the input, at least 1 each
  int32_t units;                  // at least 1
  int32_t input_offset;           // -zero point, [-127, 128]
} er_running_dot_s8_params;

#endif
