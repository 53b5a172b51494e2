#include "edge_kernels.h"

static void add_row(const er_call *call, int32_t row, int32_t *sums) {
  const er_mean_s8_params *p = call->params;
  int8_t *in = er_row(call->inputs, row);
  for (int32_t x = 0; x < p->in_width; ++x) {
    const int8_t *pixel = er_pixel(call->inputs, in, x);
    for (int32_t c = 0; c < p->channels; ++c)
      sums[c] = er_wrapping_add(sums[c], pixel[c] + p->input_offset);
  }
}

void er_mean_s8_scalar(const er_call *call) {
  const er_mean_s8_params *p = call->params;
  int32_t *sums = call->scratch;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t image = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, image);
    for (int32_t c = 0; c < p->channels; ++c) sums[c] = 0;
    for (int32_t y = 0; y < p->in_height; ++y) add_row(call, image * p->in_height + y, sums);
    for (int32_t c = 0; c < p->channels; ++c)
      out[c] = er_requantize_s8(sums[c], p->multiplier, p->shift, p->output_offset, -128, 127);
  }
}
