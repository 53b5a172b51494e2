#include "edge_kernels.h"

static void normalize_pixel(const er_l2_normalize_s8_params *p, const int8_t *x, int8_t *out) {
  int32_t sum = 0;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t value = x[c] + p->input_offset;
    sum += value * value;
  }
  const er_factor factor = er_inverse_sqrt(sum);
  for (int32_t c = 0; c < p->channels; ++c)
    out[c] = er_requantize_s8(x[c] + p->input_offset, factor.multiplier, factor.shift + 7, 0, -128,
                              127);
}

void er_l2_normalize_s8_scalar(const er_call *call) {
  const er_l2_normalize_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      normalize_pixel(p, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}
