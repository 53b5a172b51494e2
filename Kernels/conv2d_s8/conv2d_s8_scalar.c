#include "../dot.h"
#include "edge_kernels.h"

enum { TILE = 16 };

/// Output channels of one group that walk over the window of one output pixel together.
typedef struct {
  const er_window *window;
  er_taps rows, columns;
  int32_t image_row;       // input row the image begins with
  int32_t group_first;     // input channel the group begins with
  int32_t group_channels;  // input channels of the group
  const int8_t *weights;   // of the first output channel
  int32_t filter_bytes;    // weights of one output channel
  int32_t input_offset;
  int32_t count;  // output channels, at most TILE
  uint32_t sums[TILE];
} tile;

static void add_run(tile *t, const int8_t *x, const int8_t *w, int32_t length) {
  for (int32_t i = 0; i < t->count; ++i)
    t->sums[i] += er_dot_s8(x, w + (ptrdiff_t)i * t->filter_bytes, length, t->input_offset);
}

/// Adds the taps of kernel row `ky` on the channels of `view` that belong to the group;
/// `view_first` is the input channel the view begins with.
static void add_view_row(tile *t, const er_view *view, int32_t view_first, int32_t ky) {
  const int32_t view_last = view_first + view->channels;
  const int32_t group_last = t->group_first + t->group_channels;
  const int32_t first = view_first > t->group_first ? view_first : t->group_first;
  const int32_t last = view_last < group_last ? view_last : group_last;
  if (first >= last) return;

  const er_taps columns = t->columns;
  const int32_t dilation = t->window->dilation_w;
  const int32_t row = t->image_row + t->rows.origin + ky * t->window->dilation_h;
  const int8_t *x = er_pixel(view, er_row(view, row), columns.origin + columns.first * dilation) +
                    (first - view_first);
  const int8_t *w = t->weights + (first - t->group_first) +
                    (ptrdiff_t)(ky * t->window->kernel_w + columns.first) * t->group_channels;
  const int32_t length = last - first;
  const int32_t step = dilation * view->pixel_bytes;
  if (length == t->group_channels && step == length) {
    add_run(t, x, w, (columns.last - columns.first) * length);
    return;
  }
  for (int32_t kx = columns.first; kx < columns.last; ++kx) {
    add_run(t, x, w, length);
    if (kx + 1 < columns.last) x += step;
    w += t->group_channels;
  }
}

static void add_window(tile *t, const er_view *inputs, int32_t input_count) {
  for (int32_t i = 0; i < TILE; ++i) t->sums[i] = 0;
  if (t->columns.first == t->columns.last) return;
  for (int32_t ky = t->rows.first; ky < t->rows.last; ++ky) {
    int32_t view_first = 0;
    for (int32_t i = 0; i < input_count; ++i) {
      add_view_row(t, &inputs[i], view_first, ky);
      view_first += inputs[i].channels;
    }
  }
}

static void store(const tile *t, const er_call *call, int32_t first, int8_t *out) {
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
static void convolve_pixel(tile *t, const er_call *call, int8_t *out) {
  const er_conv2d_s8_params *p = call->params;
  const int32_t group_outputs = p->out_channels / p->groups;
  const int8_t *weights = (const int8_t *)((const int32_t *)call->constants + 3 * p->out_channels);
  for (int32_t group = 0; group < p->groups; ++group) {
    const int32_t last = (group + 1) * group_outputs;
    t->group_first = group * t->group_channels;
    for (int32_t c = group * group_outputs; c < last; c += TILE) {
      t->count = last - c < TILE ? last - c : TILE;
      t->weights = weights + (ptrdiff_t)c * t->filter_bytes;
      add_window(t, call->inputs, p->input_count);
      store(t, call, c, out);
    }
  }
}

void er_conv2d_s8_scalar(const er_call *call) {
  const er_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  tile t = {.window = w, .input_offset = p->input_offset};
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
