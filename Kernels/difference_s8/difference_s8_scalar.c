#include "../elementwise.h"

/// One input's value on the common scale.
static int32_t term(int32_t value, int32_t left_shift, int32_t multiplier, int32_t shift) {
  return er_requantize(er_wrapping_shift(value, left_shift), multiplier, shift);
}

static int32_t wrapping_square(int32_t x) { return (int32_t)((uint32_t)x * (uint32_t)x); }

static void subtract_pixel(const void *params, const int8_t *x1, int32_t step1, const int8_t *x2,
                           int32_t step2, int8_t *out) {
  const er_difference_s8_params *p = params;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t term1 =
        term(x1[c * step1] + p->offset1, p->left_shift, p->multiplier1, p->shift1);
    const int32_t term2 =
        term(x2[c * step2] + p->offset2, p->left_shift, p->multiplier2, p->shift2);
    const int32_t difference = (int32_t)((uint32_t)term1 - (uint32_t)term2);
    out[c] = er_requantize_s8(p->squared ? wrapping_square(difference) : difference,
                              p->output_multiplier, p->output_shift, p->output_offset,
                              p->activation_min, p->activation_max);
  }
}

void er_difference_s8_scalar(const er_call *call) {
  const er_difference_s8_params *p = call->params;
  er_elementwise(call, p->width, subtract_pixel);
}
