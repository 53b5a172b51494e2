#ifndef EDGE_X86_UNARY_H
#define EDGE_X86_UNARY_H

#include "../include/edge_kernels.h"

/// Computes `count` elements that follow each other, from the front or from the back. Always
/// inlined, so called at no cost.
typedef void (*er_unary_run)(const void *context, int8_t *out, const int8_t *x, int32_t count,
                             int32_t ascends);

/// Has all elements of the output computed from those of one input.
__attribute__((always_inline)) static inline void er_unary_runs(const er_call *call, int32_t width,
                                                                int32_t channels,
                                                                const void *context,
                                                                const er_unary_run run) {
  const er_view *input = call->inputs, *output = call->outputs;
  const int32_t is_dense = input->pixel_bytes == channels && output->pixel_bytes == channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(input, row);
    int8_t *out = er_row(output, row);
    if (is_dense) {
      run(context, out, in, width * channels, call->row_step > 0);
      continue;
    }
    for (int32_t j = 0; j < width; ++j) {
      const int32_t x = er_nth_pixel(call, j, width);
      run(context, er_pixel(output, out, x), er_pixel(input, in, x), channels, 1);
    }
  }
}

#endif
