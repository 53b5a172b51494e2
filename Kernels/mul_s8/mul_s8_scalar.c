#include "../elementwise.h"

static void multiply_pixel(const void *params, const int8_t *x1, int32_t step1, const int8_t *x2,
                           int32_t step2, int8_t *out) {
  const er_mul_s8_params *p = params;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t product = (x1[c * step1] + p->offset1) * (x2[c * step2] + p->offset2);
    out[c] = er_requantize_s8(product, p->output_multiplier, p->output_shift, p->output_offset,
                              p->activation_min, p->activation_max);
  }
}

void er_mul_s8_scalar(const er_call *call) {
  const er_mul_s8_params *p = call->params;
  er_elementwise(call, p->width, multiply_pixel);
}
