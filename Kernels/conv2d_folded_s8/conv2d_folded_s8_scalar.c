#include "../convolution_tile.h"
#include "../requantize.h"

/// Folded biases count padding as the zero point, and a tile does not count it: what is left of a
/// bias where no input is folded in.
static int32_t plain_bias(const er_tile *t, int32_t folded, int32_t channel) {
  const int8_t *w = t->weights + (ptrdiff_t)channel * t->filter_bytes;
  int32_t sum = 0;
  for (int32_t i = 0; i < t->filter_bytes; ++i) sum = er_wrapping_add(sum, w[i]);
  return (int32_t)((uint32_t)folded - (uint32_t)t->input_offset * (uint32_t)sum);
}

static void store(const er_tile *t, const er_call *call, int32_t first, int8_t *out) {
  const er_conv2d_folded_s8_params *p = call->params;
  const int32_t whole = (p->out_channels + 3) / 4 * 4;
  const int32_t *bias = call->constants;
  for (int32_t i = 0; i < t->count; ++i) {
    const int32_t c = first + i;
    const int32_t sum = er_wrapping_add((int32_t)t->sums[i], plain_bias(t, bias[c], i));
    out[c] = er_requantize_s8(sum, bias[whole + c], bias[2 * whole + c], p->output_offset,
                              p->activation_min, p->activation_max);
  }
}

static void convolve_pixel(er_tile *t, const er_call *call, int8_t *out) {
  const er_conv2d_folded_s8_params *p = call->params;
  const int32_t whole = (p->out_channels + 3) / 4 * 4;
  const int8_t *weights = (const int8_t *)((const int32_t *)call->constants + 3 * (ptrdiff_t)whole);
  for (int32_t c = 0; c < p->out_channels; c += ER_TILE) {
    t->count = p->out_channels - c < ER_TILE ? p->out_channels - c : ER_TILE;
    t->weights = weights + (ptrdiff_t)c * t->filter_bytes;
    er_add_window(t, call->inputs, p->input_count);
    store(t, call, c, out);
  }
}

void er_conv2d_folded_s8_scalar(const er_call *call) {
  const er_conv2d_folded_s8_params *p = call->params;
  const er_window *w = &p->window;
  er_tile t = {.window = w, .input_offset = p->input_offset, .group_channels = p->in_channels};
  t.filter_bytes = w->kernel_h * w->kernel_w * p->in_channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    t.image_row = row / w->out_height * w->in_height;
    t.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      t.columns =
          er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
      convolve_pixel(&t, call, er_pixel(call->outputs, er_row(call->outputs, row), x));
    }
  }
}
