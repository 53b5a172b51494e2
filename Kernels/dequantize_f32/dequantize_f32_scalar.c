#include "edge_kernels.h"

static void dequantize_pixel(const er_dequantize_f32_params *p, const int8_t *x, int8_t *out) {
  const float scale = er_load_float(&p->scale_bits);
  const int32_t bytes = er_element_bytes(p->input_element);
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t value = er_load_element(x + (ptrdiff_t)c * bytes, p->input_element);
    const float real = scale * (float)(value + p->input_offset);
    __builtin_memcpy(out + 4 * (ptrdiff_t)c, &real, sizeof real);
  }
}

void er_dequantize_f32_scalar(const er_call *call) {
  const er_dequantize_f32_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      dequantize_pixel(p, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}
