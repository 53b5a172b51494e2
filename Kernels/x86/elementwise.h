#ifndef EDGE_X86_ELEMENTWISE_H
#define EDGE_X86_ELEMENTWISE_H

#include "../elementwise.h"

/// Computes `count` elements that follow each other, from the front or from the back; `step1` and
/// `step2` are 0 where one element serves for all. Always inlined, so called at no cost.
typedef void (*er_element_run)(const void *context, int8_t *out, const int8_t *x1, int32_t step1,
                               const int8_t *x2, int32_t step2, int32_t count, int32_t ascends);

/// Has all elements of the output computed, as er_elementwise has its pixels.
__attribute__((always_inline)) static inline void er_elementwise_runs(
    const er_call *call, int32_t width, int32_t channels, const void *context,
    const er_element_run run) {
  const er_view *in1 = &call->inputs[0], *in2 = &call->inputs[1], *output = call->outputs;
  const int32_t step1 = in1->channels > 1 || channels == 1;
  const int32_t step2 = in2->channels > 1 || channels == 1;
  const int32_t is_dense = er_follows(in1, channels) && er_follows(in2, channels) &&
                           output->pixel_bytes == channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *row1 = er_row(in1, row), *row2 = er_row(in2, row), *out = er_row(output, row);
    if (is_dense) {
      run(context, out, row1, 1, row2, 1, width * channels, call->row_step > 0);
      continue;
    }
    for (int32_t j = 0; j < width; ++j) {
      const int32_t x = er_nth_pixel(call, j, width);
      run(context, er_pixel(output, out, x), er_pixel(in1, row1, x), step1,
          er_pixel(in2, row2, x), step2, channels, 1);
    }
  }
}

#endif
