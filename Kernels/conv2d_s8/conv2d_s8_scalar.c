#include "../convolution_tile.h"

static void store(const er_tile *t, const er_call *call, int32_t first, int8_t *out) {
  const er_conv2d_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const int32_t *multiplier = bias + p->out_channels;
  const int32_t *shift = multiplier + p->out_channels;
  for (int32_t i = 0; i < t->count; ++i) {
    const int32_t c = first + i;
    const int32_t sum = er_wrapping_add((int32_t)t->sums[i], bias[c]);
    out[c] = er_requantize_s8(sum, multiplier[c], shift[c], p->output_offset, p->activation_min,
                              p->activation_max);
  }
}

/// Computes all channels of one output pixel; `t` holds what does not depend on the channel.
static void convolve_pixel(er_tile *t, const er_call *call, int8_t *out) {
  const er_conv2d_s8_params *p = call->params;
  const int32_t group_outputs = p->out_channels / p->groups;
  const int8_t *weights = (const int8_t *)((const int32_t *)call->constants + 3 * p->out_channels);
  for (int32_t group = 0; group < p->groups; ++group) {
    const int32_t last = (group + 1) * group_outputs;
    t->group_first = group * t->group_channels;
    for (int32_t c = group * group_outputs; c < last; c += ER_TILE) {
      t->count = last - c < ER_TILE ? last - c : ER_TILE;
      t->weights = weights + (ptrdiff_t)c * t->filter_bytes;
      er_add_window(t, call->inputs, p->input_count);
      store(t, call, c, out);
    }
  }
}

void er_conv2d_s8_scalar(const er_call *call) {
  const er_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  er_tile t = {.window = w, .input_offset = p->input_offset};
  t.group_channels = p->in_channels / p->groups;
  t.filter_bytes = w->kernel_h * w->kernel_w * t.group_channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    t.image_row = row / w->out_height * w->in_height;
    t.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      t.columns =
          er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
      convolve_pixel(&t, call, er_pixel(call->outputs, out, x));
    }
  }
}
