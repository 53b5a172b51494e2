#include "blend.h"
#include "edge_kernels.h"

static int8_t rounded(int32_t sum) {
  const int32_t one = ER_BLEND_ONE * ER_BLEND_ONE, half = sum > 0 ? one / 2 : -(one / 2);
  return (int8_t)((sum + half) / one);
}

static void blend_pixel(const er_view *input, int8_t *lower, int8_t *upper, er_blend y, er_blend x,
                        int32_t channels, int8_t *out) {
  const int8_t *corners[4] = {er_pixel(input, lower, x.lower), er_pixel(input, lower, x.upper),
                              er_pixel(input, upper, x.lower), er_pixel(input, upper, x.upper)};
  const int32_t weights[4] = {y.lower_weight * x.lower_weight, y.lower_weight * x.upper_weight,
                              y.upper_weight * x.lower_weight, y.upper_weight * x.upper_weight};
  for (int32_t c = 0; c < channels; ++c) {
    int32_t sum = 0;
    for (int32_t i = 0; i < 4; ++i) sum += corners[i][c] * weights[i];
    out[c] = rounded(sum);
  }
}

void er_resize_bilinear_s8_scalar(const er_call *call) {
  const er_resize_bilinear_s8_params *p = call->params;
  const er_view *input = call->inputs;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const int32_t image_row = row / p->out_height * p->in_height;
    const er_blend y = er_blend_at(row % p->out_height, p->scale_h, p->offset_h, p->in_height);
    int8_t *lower = er_row(input, image_row + y.lower);
    int8_t *upper = er_row(input, image_row + y.upper);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->out_width; ++j) {
      const int32_t at = er_nth_pixel(call, j, p->out_width);
      const er_blend x = er_blend_at(at, p->scale_w, p->offset_w, p->in_width);
      blend_pixel(input, lower, upper, y, x, p->channels, er_pixel(call->outputs, out, at));
    }
  }
}
