#include "edge_kernels.h"

/// The nearest integer; ties go away from zero. Magnitudes above 2^22 become 2^22, beyond every
/// element; so does, negative, what is not a number.
static int32_t nearest(float x) {
  const float limit = 4194304;
  if (!(x > -limit)) return -(1 << 22);
  if (x > limit) return 1 << 22;
  const int32_t whole = (int32_t)x;
  const float rest = x - (float)whole;  // exact
  return whole + (rest >= 0.5f) - (rest <= -0.5f);
}

static void quantize_pixel(const er_quantize_f32_params *p, const int8_t *x, int8_t *out) {
  const float scale = er_load_float(&p->scale_bits);
  const int32_t bytes = er_element_bytes(p->output_element);
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t value = nearest(er_load_float(x + 4 * (ptrdiff_t)c) / scale) + p->output_offset;
    er_store_element(out + (ptrdiff_t)c * bytes, p->output_element,
                     er_clamp(value, p->low, p->high));
  }
}

void er_quantize_f32_scalar(const er_call *call) {
  const er_quantize_f32_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      quantize_pixel(p, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}
