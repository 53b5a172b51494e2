#ifndef EDGE_X86_MAX_POOLED_WINDOW_H
#define EDGE_X86_MAX_POOLED_WINDOW_H

#include "../include/edge_kernels.h"

/// The taps of one output pixel that lie inside the image; bytes of row `y` lie `start` behind
/// rows[y], those of the next column `step` further.
typedef struct {
  const int8_t *const *rows;
  ptrdiff_t start, step;
  int32_t row_count, columns;
  const er_max_pool_s8_params *params;
} er_pooled_window;

#endif
