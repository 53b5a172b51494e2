#include "edge_kernels.h"

enum { TILE = 32 };

/// Neighbouring output channels that walk over the window of one output pixel together. With a
/// depth multiplier of 1 each has an input channel of its own, otherwise all share one.
typedef struct {
  const er_window *window;
  er_taps rows, columns;
  int32_t image_row;      // input row the image begins with
  const int8_t *weights;  // of the first output channel at tap (0, 0)
  int32_t tap_bytes;      // weights of one tap
  int32_t input_offset;
  int32_t count;   // output channels, at most TILE
  int32_t shared;  // whether they share an input channel
  uint32_t sums[TILE];
} tile;

static void add_tap(tile *t, const int8_t *x, const int8_t *w) {
  if (t->shared) {
    const int32_t value = *x + t->input_offset;
    for (int32_t i = 0; i < t->count; ++i) t->sums[i] += (uint32_t)(value * w[i]);
  } else {
    for (int32_t i = 0; i < t->count; ++i)
      t->sums[i] += (uint32_t)((x[i] + t->input_offset) * w[i]);
  }
}

/// Adds every tap inside the image; `channel` is the tile's first input channel within `view`.
static void add_window(tile *t, const er_view *view, int32_t channel) {
  const er_window *window = t->window;
  for (int32_t i = 0; i < TILE; ++i) t->sums[i] = 0;
  for (int32_t ky = t->rows.first; ky < t->rows.last; ++ky) {
    int8_t *row = er_row(view, t->image_row + t->rows.origin + ky * window->dilation_h);
    for (int32_t kx = t->columns.first; kx < t->columns.last; ++kx) {
      const int32_t column = t->columns.origin + kx * window->dilation_w;
      const int32_t tap = ky * window->kernel_w + kx;
      add_tap(t, er_pixel(view, row, column) + channel,
              t->weights + (ptrdiff_t)tap * t->tap_bytes);
    }
  }
}

static void store(const tile *t, const er_call *call, int32_t first, int8_t *out) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const int32_t *multiplier = bias + t->tap_bytes;
  const int32_t *shift = multiplier + t->tap_bytes;
  for (int32_t i = 0; i < t->count; ++i) {
    const int32_t c = first + i;
    const int32_t sum = er_wrapping_add((int32_t)t->sums[i], bias[c]);
    out[c] = er_requantize_s8(sum, multiplier[c], shift[c], p->output_offset, p->activation_min,
                              p->activation_max);
  }
}

/// Computes the output channels [first, last), whose input channels begin at `channel` of `view`.
static void convolve_channels(tile *t, const er_call *call, const er_view *view, int32_t channel,
                              int32_t first, int32_t last, int8_t *out) {
  const int8_t *weights = (const int8_t *)((const int32_t *)call->constants + 3 * t->tap_bytes);
  for (int32_t c = first; c < last; c += TILE) {
    t->count = last - c < TILE ? last - c : TILE;
    t->weights = weights + c;
    add_window(t, view, t->shared ? channel : channel + c - first);
    store(t, call, c, out);
  }
}

static void convolve_pixel(tile *t, const er_call *call, int8_t *out) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  int32_t first = 0;
  for (int32_t i = 0; i < p->input_count; ++i) {
    const er_view *view = &call->inputs[i];
    if (t->shared) {
      for (int32_t c = 0; c < view->channels; ++c, first += p->depth_multiplier)
        convolve_channels(t, call, view, c, first, first + p->depth_multiplier, out);
    } else {
      convolve_channels(t, call, view, 0, first, first + view->channels, out);
      first += view->channels;
    }
  }
}

void er_depthwise_conv2d_s8_scalar(const er_call *call) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  tile t = {.window = w, .input_offset = p->input_offset, .shared = p->depth_multiplier > 1};
  t.tap_bytes = p->in_channels * p->depth_multiplier;
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
