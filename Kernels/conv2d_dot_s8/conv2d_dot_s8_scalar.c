#include "edge_kernels.h"

enum { PANEL = 16 };

/// What the channels of one output pixel have in common.
typedef struct {
  const er_call *call;
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
  int32_t whole;      // output channels, those that are never stored included
  int32_t quads;      // of the window
} pixel;

/// The weights of an output channel: quads lie `*step` bytes apart.
static const int8_t *weights_of(const pixel *p, int32_t channel, int32_t *step) {
  const int32_t *bias = p->call->constants;
  const int8_t *all = (const int8_t *)(bias + 3 * (ptrdiff_t)p->whole);
  const int32_t first = channel / PANEL * PANEL;
  *step = 4 * (p->whole - first < PANEL ? p->whole - first : PANEL);
  return all + (ptrdiff_t)first * p->quads * 4 + 4 * (channel - first);
}

/// Adds one tap, whose first input is at `position` of the run whose weights are `w`.
static uint32_t add_tap(const pixel *p, int32_t ky, int32_t kx, const int8_t *w, int32_t step,
                        int32_t position) {
  const er_conv2d_dot_s8_params *params = p->call->params;
  const er_window *window = &params->window;
  const int32_t inside = ky >= p->rows.first && ky < p->rows.last && kx >= p->columns.first &&
                         kx < p->columns.last;
  uint32_t sum = 0;
  for (int32_t i = 0; i < params->input_count; ++i) {
    const er_view *view = &p->call->inputs[i];
    const int8_t *x = NULL;
    if (inside)
      x = er_pixel(view, er_row(view, p->image_row + p->rows.origin + ky * window->dilation_h),
                   p->columns.origin + kx * window->dilation_w);
    for (int32_t c = 0; c < view->channels; ++c, ++position)
      sum += (uint32_t)((x ? x[c] : -params->input_offset) *
                        w[(ptrdiff_t)(position / 4) * step + position % 4]);
  }
  return sum;
}

static int32_t sum_of_taps(const pixel *p, int32_t channel) {
  const er_conv2d_dot_s8_params *params = p->call->params;
  const er_window *window = &params->window;
  const int32_t runs = er_packed_runs(window);
  const int32_t quads = (er_packed_run_inputs(window, params->in_channels) + 3) / 4;
  int32_t step;
  const int8_t *w = weights_of(p, channel, &step);
  uint32_t sum = 0;
  for (int32_t ky = 0; ky < window->kernel_h; ++ky)
    for (int32_t kx = 0; kx < window->kernel_w; ++kx) {
      const int32_t run = runs == 1 ? 0 : kx;
      sum += add_tap(p, ky, kx, w + (ptrdiff_t)(ky * runs + run) * quads * step, step,
                     runs == 1 ? kx * params->in_channels : 0);
    }
  return (int32_t)sum;
}

static void convolve_pixel(const pixel *p, int8_t *out) {
  const er_conv2d_dot_s8_params *params = p->call->params;
  const int32_t *bias = p->call->constants;
  for (int32_t c = 0; c < params->out_channels; ++c)
    out[c] = er_requantize_s8(er_wrapping_add(sum_of_taps(p, c), bias[c]), bias[p->whole + c],
                              bias[2 * p->whole + c], params->output_offset,
                              params->activation_min, params->activation_max);
}

void er_conv2d_dot_s8_scalar(const er_call *call) {
  const er_conv2d_dot_s8_params *params = call->params;
  const er_window *w = &params->window;
  pixel p = {.call = call, .whole = (params->out_channels + 3) / 4 * 4};
  p.quads = er_packed_quads(w, params->in_channels);
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
