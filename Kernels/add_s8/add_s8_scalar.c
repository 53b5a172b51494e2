#include "edge_kernels.h"

/// One input's value on the common scale.
static int32_t term(int32_t value, int32_t left_shift, int32_t multiplier, int32_t shift) {
  return er_requantize(er_wrapping_shift(value, left_shift), multiplier, shift);
}

static void add_pixel(const er_add_s8_params *p, const int8_t *x1, int32_t step1,
                      const int8_t *x2, int32_t step2, int8_t *out) {
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
      add_pixel(p, er_pixel(in1, row1, x), step1, er_pixel(in2, row2, x), step2,
                er_pixel(call->outputs, out, x));
    }
  }
}
