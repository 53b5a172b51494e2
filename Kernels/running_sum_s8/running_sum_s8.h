#ifndef EDGE_RUNNING_SUM_S8_H
#define EDGE_RUNNING_SUM_S8_H

#include <stdint.h>

/// Row r of the output, one pixel of int32 channels, is the sum of the pixels of input rows 0 to r:
/// what a mean over an image needs of it, a row at a time. Reads its output row r - 1, so rows are
/// computed in ascending order. Inputs: one view of one image. No constants.
typedef struct {
  int32_t width, channels;  // of the input
  int32_t input_offset;     // -zero point
} er_running_sum_s8_params;

#endif
