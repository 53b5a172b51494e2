#include "edge_kernels.h"

static void multiply_pixel(const er_mul_s8_params *p, const int8_t *x1, int32_t step1,
                           const int8_t *x2, int32_t step2, int8_t *out) {
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t product = (x1[c * step1] + p->offset1) * (x2[c * step2] + p->offset2);
    out[c] = er_requantize_s8(product, p->output_multiplier, p->output_shift, p->output_offset,
                              p->activation_min, p->activation_max);
  }
}

void er_mul_s8_scalar(const er_call *call) {
  const er_mul_s8_params *p = call->params;
  const er_view *in1 = &call->inputs[0];
  const er_view *in2 = &call->inputs[1];
  const int32_t step1 = in1->channels > 1;
  const int32_t step2 = in2->channels > 1;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *row1 = er_row(in1, row);
    int8_t *row2 = er_row(in2, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      multiply_pixel(p, er_pixel(in1, row1, x), step1, er_pixel(in2, row2, x), step2,
                     er_pixel(call->outputs, out, x));
    }
  }
}
