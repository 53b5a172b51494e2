#ifndef EDGE_GATHER_H
#define EDGE_GATHER_H

#include <stdint.h>

/// Output row r: the pixels of input row r that the indices name, in their order. Elements of any
/// width. No constants.
/// Inputs: the values; the indices, int32, one a pixel, row r / rows_per_list of them for output
/// row r. An index outside the row counts as the nearest inside.
typedef struct {
  int32_t extent;         // pixels of an input row
  int32_t width;          // pixels of an output row, and indices of a list
  int32_t rows_per_list;  // output rows that share a list of indices
} er_gather_params;

#endif
