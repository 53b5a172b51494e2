#include "edge_kernels.h"

static void rescale_pixel(const er_rescale_params *p, const int8_t *x, int8_t *out) {
  const int32_t in_bytes = er_element_bytes(p->input_element);
  const int32_t out_bytes = er_element_bytes(p->output_element);
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t value = er_load_element(x + (ptrdiff_t)c * in_bytes, p->input_element);
    const int32_t scaled =
        er_requantize(er_wrapping_add(value, p->input_offset), p->multiplier, p->shift);
    er_store_element(out + (ptrdiff_t)c * out_bytes, p->output_element,
                     er_clamp(er_wrapping_add(scaled, p->output_offset), p->low, p->high));
  }
}

void er_rescale_scalar(const er_call *call) {
  const er_rescale_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      rescale_pixel(p, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}
