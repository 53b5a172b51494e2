#include "edge_kernels.h"

enum { PANEL = 16 };

/// The output channels of one panel at one output pixel.
typedef struct {
  const er_window *window;
  er_taps rows, columns;
  int32_t image_row;    // input row the image begins with
  int32_t in_channels;
  int32_t pad;          // what stands for taps outside the image: the zero point + 128
  int32_t count;        // channels of the panel
  uint32_t sums[PANEL];
} panel;

/// Adds `weights` of the input `position` of its run.
static void add_input(panel *p, const int8_t *run, int32_t position, int32_t input) {
  const int8_t *w = run + (ptrdiff_t)(position / 4) * 4 * p->count + position % 4;
  for (int32_t i = 0; i < p->count; ++i) p->sums[i] += (uint32_t)(input * w[4 * i]);
}

/// Adds one tap, whose first input is at `position` of its run.
static void add_tap(panel *p, const er_call *call, int32_t ky, int32_t kx, const int8_t *run,
                    int32_t position) {
  const er_conv2d_packed_s8_params *params = call->params;
  const int32_t row = p->image_row + p->rows.origin + ky * p->window->dilation_h;
  const int32_t column = p->columns.origin + kx * p->window->dilation_w;
  const int32_t inside = ky >= p->rows.first && ky < p->rows.last && kx >= p->columns.first &&
                         kx < p->columns.last;
  for (int32_t n = 0; n < params->input_count; ++n) {
    const er_view *view = &call->inputs[n];
    const int8_t *x = inside ? er_pixel(view, er_row(view, row), column) : NULL;
    for (int32_t c = 0; c < view->channels; ++c, ++position)
      add_input(p, run, position, x ? x[c] + 128 : p->pad);
  }
}

/// Adds all taps; `weights` are those of the panel.
static void add_window(panel *p, const er_call *call, const int8_t *weights) {
  const er_window *w = p->window;
  const int32_t runs = er_packed_runs(w);
  const int32_t quads = (er_packed_run_inputs(w, p->in_channels) + 3) / 4;
  const ptrdiff_t run_bytes = (ptrdiff_t)quads * 4 * p->count;
  for (int32_t i = 0; i < PANEL; ++i) p->sums[i] = 0;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky)
    for (int32_t kx = 0; kx < w->kernel_w; ++kx) {
      const int32_t run = runs == 1 ? 0 : kx;
      add_tap(p, call, ky, kx, weights + (ky * runs + run) * run_bytes,
              runs == 1 ? kx * p->in_channels : 0);
    }
}

static void store(const panel *p, const er_call *call, int32_t first, int8_t *out) {
  const er_conv2d_packed_s8_params *params = call->params;
  const int32_t *bias = call->constants;
  const int32_t *multiplier = bias + params->out_channels;
  const int32_t *shift = multiplier + params->out_channels;
  for (int32_t i = 0; i < p->count; ++i) {
    const int32_t c = first + i;
    out[c] = er_requantize_s8(er_wrapping_add((int32_t)p->sums[i], bias[c]), multiplier[c],
                              shift[c], params->output_offset, params->activation_min,
                              params->activation_max);
  }
}

static void convolve_pixel(panel *p, const er_call *call, int8_t *out) {
  const er_conv2d_packed_s8_params *params = call->params;
  const int8_t *weights =
      (const int8_t *)call->constants + ER_PACKED_CHANNEL_BYTES * params->out_channels;
  const int32_t quads = er_packed_quads(p->window, p->in_channels);
  for (int32_t c = 0; c < params->out_channels; c += PANEL) {
    const int32_t left = params->out_channels - c;
    p->count = left < PANEL ? left : PANEL;
    add_window(p, call, weights + (ptrdiff_t)c * quads * 4);
    store(p, call, c, out);
  }
}

void er_conv2d_packed_s8_scalar(const er_call *call) {
  const er_conv2d_packed_s8_params *params = call->params;
  const er_window *w = &params->window;
  panel p = {.window = w, .in_channels = params->in_channels, .pad = 128 - params->input_offset};
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
      convolve_pixel(&p, call, er_pixel(call->outputs, out, x));
    }
  }
}
