#include "../convolution_tile.h"

/// All sums of one pixel; `t` holds what does not depend on the channel. In place, sums are read
/// before they are written over.
static void add_pixel(er_tile *t, const er_call *call, const int32_t *before, int32_t *sums) {
  const er_conv2d_sums_s8_params *p = call->params;
  const int32_t bias_bytes = p->continues ? 0 : 4 * p->out_channels;
  const int8_t *weights = (const int8_t *)call->constants + bias_bytes;
  for (int32_t c = 0; c < p->out_channels; c += ER_TILE) {
    t->count = p->out_channels - c < ER_TILE ? p->out_channels - c : ER_TILE;
    t->weights = weights + (ptrdiff_t)c * t->filter_bytes;
    er_add_window(t, call->inputs, p->input_count);
    for (int32_t i = 0; i < t->count; ++i)
      sums[c + i] = er_wrapping_add(before[c + i], (int32_t)t->sums[i]);
  }
}

void er_conv2d_sums_s8_scalar(const er_call *call) {
  const er_conv2d_sums_s8_params *p = call->params;
  const er_window *w = &p->window;
  const er_view *sums_before = &call->inputs[p->input_count];
  er_tile t = {.window = w, .input_offset = p->input_offset, .group_channels = p->in_channels};
  t.filter_bytes = w->kernel_h * w->kernel_w * p->in_channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    int8_t *before = p->continues ? er_row(sums_before, row) : 0;
    t.image_row = row / w->out_height * w->in_height;
    t.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      const void *start = before ? er_pixel(sums_before, before, x) : call->constants;
      t.columns =
          er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
      add_pixel(&t, call, start, (void *)er_pixel(call->outputs, out, x));
    }
  }
}
