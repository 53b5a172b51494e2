#if defined(__ARM_FEATURE_MVE)
#include "../apart.h"
#include "../helium/dot.h"
#include "../helium/memory.h"
#include "../helium/requantize.h"
#include "edge_kernels.h"

enum { PIXELS = ER_FOLDED_PIXELS, PANEL = 4 };

/// What the pixels of one output row have in common.
typedef struct {
  const er_call *call;
  const er_conv2d_folded_s8_params *params;
  er_taps rows;
  int32_t image_row;  // input row the image begins with
  int32_t filter;     // weights of an output channel
  int32_t is_direct;  // inputs are multiplied where they are
  int32_t run_count;
  int32_t column;        // where the first pixel's input is
  const int8_t *inputs;  // the first pixel's of the first view, or those that were staged
} convolution;

/// Stages the taps of a kernel row that lie inside the image, at row `row` of the views.
static __attribute__((noinline)) void stage_taps(const convolution *c, int32_t row, er_taps columns,
                                                 int8_t *to) {
  const int32_t dilation = c->params->window.dilation_w;
  int32_t column = columns.origin + columns.first * dilation;
  for (int32_t kx = columns.first; kx < columns.last; ++kx, column += dilation)
    for (int32_t i = 0; i < c->params->input_count; ++i) {
      const er_view *view = &c->call->inputs[i];
      er_helium_copy(to, er_pixel(view, er_row(view, row), column), view->channels);
      to += view->channels;
    }
}

/// Stages a kernel row for one pixel; `dense` is the input row where its pixels follow each other.
static inline void stage_row(const convolution *c, int32_t row, const int8_t *dense,
                             er_taps columns, int8_t *to) {
  const int32_t channels = c->params->in_channels, taps = c->params->window.kernel_w;
  const int8_t pad = (int8_t)-c->params->input_offset;
  if (columns.last - columns.first < taps) {
    er_helium_fill(to, pad, columns.first * channels);
    er_helium_fill(to + columns.last * channels, pad, (taps - columns.last) * channels);
  }
  to += columns.first * channels;
  if (dense)
    er_helium_copy(to, dense + (ptrdiff_t)(columns.origin + columns.first) * channels,
                   (columns.last - columns.first) * channels);
  else
    stage_taps(c, row, columns, to);
}

/// Stages the windows of `count` pixels.
static __attribute__((noinline)) void stage_pixels(const convolution *c, const er_taps *columns,
                                                   int32_t count) {
  const er_window *w = &c->params->window;
  const er_view *view = c->call->inputs;
  const int32_t is_dense =
      c->params->input_count == 1 && w->dilation_w == 1 && view->pixel_bytes == view->channels;
  const int32_t line = w->kernel_w * c->params->in_channels;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    const int32_t row = c->image_row + c->rows.origin + ky * w->dilation_h;
    const int32_t is_inside = ky >= c->rows.first && ky < c->rows.last;
    const int8_t *dense = is_inside && is_dense ? er_row(view, row) : NULL;
    int8_t *to = (int8_t *)c->call->scratch + ky * line;
    for (int32_t i = 0; i < count; ++i, to += c->filter)
      if (is_inside && columns[i].first < columns[i].last)
        stage_row(c, row, dense, columns[i], to);
      else
        er_helium_fill(to, (int8_t)-c->params->input_offset, line);
  }
}

/// The first pixel's input of a view, which is not staged.
static int8_t *input_of(const convolution *c, const er_view *view) {
  return er_pixel(view, er_row(view, c->image_row + c->rows.origin), c->column);
}

/// Finds or stages the inputs of `count` pixels from the `first` one of the row on.
static void prepare(convolution *c, int32_t first, int32_t count) {
  const er_window *w = &c->params->window;
  er_taps columns[PIXELS];
  if (c->is_direct) {
    c->column = er_nth_pixel(c->call, first, w->out_width) * w->stride_w;
    c->inputs = input_of(c, c->call->inputs);
    return;
  }
  for (int32_t i = 0; i < count; ++i)
    columns[i] = er_taps_at(er_nth_pixel(c->call, first + i, w->out_width), w->stride_w,
                            w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
  stage_pixels(c, columns, count);
}

/// Adds what the inputs of a view are multiplied with, or all that were staged.
ER_HELIUM_INLINE const int8_t *add_run(const convolution *c, const int8_t *weights,
                                       const int8_t *inputs, const er_view *view, int32_t *sums,
                                       const int pixels) {
  const int32_t length = c->is_direct ? view->channels : c->filter;
  const ptrdiff_t stride = (ptrdiff_t)c->call->row_step * c->params->window.stride_w;
  const ptrdiff_t step = c->is_direct ? stride * view->pixel_bytes : c->filter;
  if (pixels == 1)
    er_helium_dot_1(weights, c->filter, inputs, length, sums);
  else
    er_helium_dot_3(weights, c->filter, inputs, step, length, sums);
  return weights + length;
}

/// Computes all channels of `pixels` pixels whose runs were found: PIXELS or one.
ER_HELIUM_INLINE void compute(const convolution *c, int8_t *out, const int pixels) {
  const er_conv2d_folded_s8_params *p = c->params;
  const ptrdiff_t whole = (p->out_channels + PANEL - 1) / PANEL * PANEL;
  const ptrdiff_t out_step = (ptrdiff_t)c->call->row_step * c->call->outputs->pixel_bytes;
  const ptrdiff_t filter = c->filter;
  const int32_t offset = p->output_offset, run_count = c->run_count;
  const er_view *view = c->call->inputs;
  const int32_t *bias = c->call->constants;
  const int8_t *weights = (const int8_t *)(bias + 3 * whole);
  const int32x4_t low = vdupq_n_s32(p->activation_min), high = vdupq_n_s32(p->activation_max);
  int32_t sums[PIXELS][PANEL];
  for (int32_t left = p->out_channels; left > 0; left -= PANEL, bias += PANEL, out += PANEL) {
    const int32x4_t start = vld1q_s32(bias);
    ER_HELIUM_UNROLLED for (int i = 0; i < pixels; ++i) vst1q_s32(sums[i], start);
    const int8_t *w = add_run(c, weights, c->inputs, view, sums[0], pixels);
    for (int32_t i = 1; i < run_count; ++i)
      w = add_run(c, w, input_of(c, view + i), view + i, sums[0], pixels);
    weights += PANEL * filter;
    const int32x4_t multiplier = vld1q_s32(bias + whole), shift = vld1q_s32(bias + 2 * whole);
    const mve_pred16_t stored = vctp32q((uint32_t)left);
    ER_HELIUM_UNROLLED for (int i = 0; i < pixels; ++i) {
      const int32x4_t value = er_helium_requantize(vld1q_s32(sums[i]), multiplier, shift);
      const int32x4_t moved = vaddq_n_s32(value, offset);
      vstrbq_p_s32(out + i * out_step, vminq_s32(vmaxq_s32(moved, low), high), stored);
    }
  }
}

static __attribute__((noinline)) void compute_three(const convolution *c, int8_t *out) {
  compute(c, out, PIXELS);
}

static __attribute__((noinline)) void compute_one(const convolution *c, int8_t *out) {
  compute(c, out, 1);
}

/// Inputs that are not staged are read again for every panel: then pixels are computed one by one
/// where others' outputs may lie over them.
static void convolve_row(convolution *c, int32_t row) {
  const er_window *w = &c->params->window;
  const er_view *view = c->call->outputs;
  const int32_t width = w->out_width;
  const int32_t together =
      !c->is_direct || er_are_apart(c->call, w, c->params->input_count, 1, row, 1);
  const int32_t most = together ? PIXELS : 1;
  for (int32_t done = 0, pixels; done < width; done += pixels) {
    pixels = width - done < most ? 1 : most;
    prepare(c, done, pixels);
    int8_t *out = er_pixel(view, er_row(view, row), er_nth_pixel(c->call, done, width));
    if (pixels == 1)
      compute_one(c, out);
    else
      compute_three(c, out);
  }
}

void er_conv2d_folded_s8_helium(const er_call *call) {
  const er_conv2d_folded_s8_params *p = call->params;
  const er_window *w = &p->window;
  convolution c;
  c.call = call;
  c.params = p;
  c.filter = w->kernel_h * w->kernel_w * p->in_channels;
  c.is_direct = er_folded_is_direct(w);
  c.run_count = c.is_direct ? p->input_count : 1;
  c.inputs = call->scratch;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    c.image_row = row / w->out_height * w->in_height;
    c.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    convolve_row(&c, row);
  }
}
#endif
