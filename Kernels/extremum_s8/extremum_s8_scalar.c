#include "../elementwise.h"

static void compare_pixel(const void *params, const int8_t *x1, int32_t step1, const int8_t *x2,
                          int32_t step2, int8_t *out) {
  const er_extremum_s8_params *p = params;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int8_t a = x1[c * step1];
    const int8_t b = x2[c * step2];
    out[c] = (a > b) == (p->largest != 0) ? a : b;
  }
}

void er_extremum_s8_scalar(const er_call *call) {
  const er_extremum_s8_params *p = call->params;
  er_elementwise(call, p->width, compare_pixel);
}
