#include "edge_kernels.h"

/// The sum of element `c` of pixel `x` of `row` over all inputs, on the common scale.
static int32_t sum_of_terms(const er_call *call, int32_t row, int32_t x, int32_t c) {
  const er_add_n_s8_params *p = call->params;
  const int32_t *offsets = call->constants;
  const int32_t *multipliers = offsets + p->input_count;
  const int32_t *shifts = multipliers + p->input_count;
  int32_t sum = 0;
  for (int32_t n = 0; n < p->input_count; ++n) {
    const er_view *input = &call->inputs[n];
    const int32_t value = er_pixel(input, er_row(input, row), x)[c] + offsets[n];
    const int32_t shifted = er_wrapping_shift(value, p->left_shift);
    sum = er_wrapping_add(sum, er_requantize(shifted, multipliers[n], shifts[n]));
  }
  return sum;
}

void er_add_n_s8_scalar(const er_call *call) {
  const er_add_n_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      int8_t *pixel = er_pixel(call->outputs, out, x);
      for (int32_t c = 0; c < p->channels; ++c) {
        pixel[c] = er_requantize_s8(sum_of_terms(call, row, x, c), p->output_multiplier,
                                    p->output_shift, p->output_offset, p->activation_min,
                                    p->activation_max);
      }
    }
  }
}
