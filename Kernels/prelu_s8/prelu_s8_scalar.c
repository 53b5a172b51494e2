#include "../elementwise.h"

static void prelu_pixel(const void *params, const int8_t *x1, int32_t step1, const int8_t *x2,
                        int32_t step2, int8_t *out) {
  const er_prelu_s8_params *p = params;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t x = x1[c * step1] + p->offset;
    const int32_t slope = x2[c * step2] + p->slope_offset;
    out[c] = x >= 0 ? er_requantize_s8(x, p->positive_multiplier, p->positive_shift,
                                       p->output_offset, -128, 127)
                    : er_requantize_s8(x * slope, p->negative_multiplier, p->negative_shift,
                                       p->output_offset, -128, 127);
  }
}

void er_prelu_s8_scalar(const er_call *call) {
  const er_prelu_s8_params *p = call->params;
  er_elementwise(call, p->width, prelu_pixel);
}
