#ifndef EDGE_BATCH_MATMUL_S8_H
#define EDGE_BATCH_MATMUL_S8_H

#include <stdint.h>

/// Products of matrices, one an image: requantise(sum over k of (a[m][k] + offset1) *
/// (b[k][n] + offset2)). A matrix is an image of one pixel a row: its rows are the view's, its
/// columns the channels. Inputs: two views, each a batch of matrices or one for the whole batch (a
/// ring that holds one image). No constants. Scratch: int32[depth + columns].
typedef struct {
  int32_t rows, depth, columns;  // of one image: m, k, n
  int32_t transposed1;           // 1: the first input's rows are k, its channels m
  int32_t transposed2;           // 1: the second input's rows are n, its channels k
  int32_t offset1, offset2;      // -zero points
  int32_t multiplier, shift;
  int32_t output_offset;  // zero point
} er_batch_matmul_s8_params;

#endif
