#include "../elementwise.h"

/// One input's value on the common scale.
static int32_t term(int32_t value, int32_t left_shift, int32_t multiplier, int32_t shift) {
  return er_requantize(er_wrapping_shift(value, left_shift), multiplier, shift);
}

static void add_pixel(const void *params, const int8_t *x1, int32_t step1, const int8_t *x2,
                      int32_t step2, int8_t *out) {
  const er_add_s8_params *p = params;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t term1 =
        term(x1[c * step1] + p->offset1, p->left_shift, p->multiplier1, p->shift1);
    const int32_t term2 =
        term(x2[c * step2] + p->offset2, p->left_shift, p->multiplier2, p->shift2);
    out[c] = er_requantize_s8(er_wrapping_add(term1, term2), p->output_multiplier, p->output_shift,
                              p->output_offset, p->activation_min, p->activation_max);
  }
}

void er_add_s8_scalar(const er_call *call) {
  const er_add_s8_params *p = call->params;
  er_elementwise(call, p->width, add_pixel);
}
