#ifndef EDGE_CONCAT_S8_H
#define EDGE_CONCAT_S8_H

#include <stdint.h>

/// Copies its inputs one after the other along an axis of the output, from `start` on; what lies
/// before and behind is left alone. Constants: extent int32[input_count] along the axis.
/// Axis 0: rows of each image; axis 1: pixels; axis 2: channels. The channels copied are those of
/// each input view; along axis 2 they are its extent.
typedef struct {
  int32_t axis;         // 0 rows, 1 pixels, 2 channels
  int32_t input_count;  // at least 1
  int32_t out_height;   // of one image
  int32_t width;        // pixels copied a row; for axis 1 the output's
  int32_t start;        // position of the first input along the axis
} er_concat_s8_params;

#endif
