#include "edge_kernels.h"

void er_requantize_sums_s8_scalar(const er_call *call) {
  const er_requantize_sums_s8_params *p = call->params;
  const int32_t *multiplier = call->constants;
  const int32_t *shift = multiplier + p->channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, p->row + row), *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      const int32_t *sums = (const int32_t *)(const void *)er_pixel(call->inputs, in, x);
      int8_t *pixel = er_pixel(call->outputs, out, x);
      for (int32_t c = 0; c < p->channels; ++c)
        pixel[c] = er_requantize_s8(sums[c], multiplier[c], shift[c], p->output_offset,
                                    p->activation_min, p->activation_max);
    }
  }
}
