#include "edge_kernels.h"

/// What the channels of one output pixel have in common.
typedef struct {
  const er_call *call;
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
  int32_t quads;      // of the window
} pixel;

/// Of the input at `position` of the window.
static int32_t weight(const pixel *p, int32_t channel, int32_t position) {
  const er_conv2d_paired_s8_params *params = p->call->params;
  const ptrdiff_t panels = (params->out_channels + 3) / 4;
  const int16_t *halves =
      (const int16_t *)((const er_dsp_stage *)p->call->constants + 4 * panels);
  const ptrdiff_t quad = (ptrdiff_t)(channel / 4) * p->quads + position / 4;
  const int32_t place = position % 2 * 4 + channel % 4 / 2 * 2 + position % 4 / 2;
  const int32_t half = halves[8 * quad + place];
  const int32_t even = (int8_t)(uint8_t)(half & 0xff);
  return channel % 2 ? (half - even) / 256 : even;
}

static int32_t sum_of_taps(const pixel *p, int32_t channel) {
  const er_conv2d_paired_s8_params *params = p->call->params;
  const er_window *w = &params->window;
  int32_t position = 0;
  uint32_t sum = 0;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky)
    for (int32_t kx = 0; kx < w->kernel_w; ++kx)
      for (int32_t i = 0; i < params->input_count; ++i) {
        const er_view *view = &p->call->inputs[i];
        const int8_t *x = NULL;
        if (ky >= p->rows.first && ky < p->rows.last && kx >= p->columns.first &&
            kx < p->columns.last)
          x = er_pixel(view, er_row(view, p->image_row + p->rows.origin + ky * w->dilation_h),
                       p->columns.origin + kx * w->dilation_w);
        for (int32_t c = 0; c < view->channels; ++c, ++position)
          sum += (uint32_t)((x ? x[c] : -params->input_offset) * weight(p, channel, position));
      }
  return (int32_t)sum;
}

static void convolve_pixel(const pixel *p, int8_t *out) {
  const er_conv2d_paired_s8_params *params = p->call->params;
  const er_dsp_stage *stages = p->call->constants;
  for (int32_t c = 0; c < params->out_channels; ++c) {
    const int32_t sum = er_wrapping_add(sum_of_taps(p, c), stages[c].twice_bias / 2);
    const int32_t shift = er_clamp(stages[c].shift, 0, 31);
    out[c] = er_requantize_s8(sum, stages[c].multiplier, -shift, params->output_offset,
                              params->activation_min, params->activation_max);
  }
}

void er_conv2d_paired_s8_scalar(const er_call *call) {
  const er_conv2d_paired_s8_params *params = call->params;
  const er_window *w = &params->window;
  pixel p = {.call = call, .quads = er_paired_quads(w, params->in_channels)};
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    p.image_row = row / w->out_height * w->in_height;
    p.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      p.columns =
          er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
      convolve_pixel(&p, er_pixel(call->outputs, out, x));
    }
  }
}
