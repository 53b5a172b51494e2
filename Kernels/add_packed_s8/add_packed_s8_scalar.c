#include "../elementwise.h"

static void add_pixel(const void *params, const int8_t *x1, int32_t step1, const int8_t *x2,
                      int32_t step2, int8_t *out) {
  const er_add_packed_s8_params *p = params;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t v1 = x1[c * step1], v2 = x2[c * step2];
    const int32_t products = er_wrapping_add(v1 * p->coefficient1, v2 * p->coefficient2);
    const int32_t fractions = (v1 * p->fraction1 + v2 * p->fraction2) >> 8;
    const int32_t sum = er_wrapping_add(er_wrapping_add(products, fractions), p->constant);
    const int32_t rounding = er_wrapping_add(p->rounding, -(p->rounds_away && sum < 0));
    const int32_t y = (er_wrapping_add(sum, rounding) >> p->shift) + p->output_offset;
    out[c] = (int8_t)er_clamp(y, p->activation_min, p->activation_max);
  }
}

void er_add_packed_s8_scalar(const er_call *call) {
  const er_add_packed_s8_params *p = call->params;
  er_elementwise(call, p->width, add_pixel);
}
