#include "../dsp/paired_dot.h"
#include "edge_kernels.h"

enum { HELD_BYTES = 32 };

/// Where the inputs of one window go.
typedef struct {
  uint32_t *to;
  int32_t step;   // from word to word
  int32_t whole;  // whether all that is staged comes in whole quads
  int32_t held;   // bytes of a quad that is not whole yet, and of others before it
  int8_t bytes[HELD_BYTES];
} stage;

/// One or two neighbouring output pixels.
typedef struct {
  const er_call *call;
  const er_window *window;
  er_taps rows;
  int32_t image_row;  // input row the image begins with
  int32_t quads;      // of the window
  int32_t whole;      // whether every view has whole quads of channels
  int32_t count;      // pixels: words of their staged inputs alternate
} pixels;

static __attribute__((noinline)) void stage_quads(stage *s, const int8_t *from, int32_t quads) {
  const int32_t step = s->step;
  uint32_t *to = s->to;
  for (; quads > 0; --quads, from += 4, to += 2 * step) {
    const uint32_t bytes = er_load_word(from);
    to[0] = er_sxtb16(bytes);
    to[step] = er_sxtb16_odd(bytes);
  }
  s->to = to;
}

/// Stages `count` inputs, `by` bytes apart: 1, or 0 for padding.
static __attribute__((noinline)) void stage_bytes(stage *s, const int8_t *from, int32_t by,
                                                  int32_t count) {
  while (count > 0) {
    int32_t held = s->held;
    for (; count > 0 && held < HELD_BYTES; --count, from += by) s->bytes[held++] = *from;
    s->held = held;
    if (held < HELD_BYTES) return;
    stage_quads(s, s->bytes, HELD_BYTES / 4);
    s->held = 0;
  }
}

static void stage_inputs(stage *s, const int8_t *from, int32_t count) {
  if (s->whole)
    stage_quads(s, from, count / 4);
  else
    stage_bytes(s, from, 1, count);
}

static void stage_padding(stage *s, int8_t pad, int32_t count) {
  if (!s->whole) {
    stage_bytes(s, &pad, 0, count);
    return;
  }
  const uint32_t both = (uint16_t)pad * UINT32_C(0x10001);
  for (; count > 0; count -= 2, s->to += s->step) *s->to = both;
}

/// Stages the taps of a kernel row that lie inside the image.
static void stage_taps(stage *s, const pixels *p, int32_t row, er_taps columns) {
  const er_conv2d_paired_s8_params *params = p->call->params;
  const er_view *view = p->call->inputs;
  const int32_t dilation = p->window->dilation_w;
  const int32_t taps = columns.last - columns.first;
  int32_t column = columns.origin + columns.first * dilation;
  if (params->input_count == 1 &&
      (taps == 1 || (dilation == 1 && view->pixel_bytes == view->channels))) {
    stage_inputs(s, er_pixel(view, er_row(view, row), column), taps * view->channels);
    return;
  }
  for (int32_t kx = 0; kx < taps; ++kx, column += dilation)
    for (int32_t i = 0; i < params->input_count; ++i) {
      view = &p->call->inputs[i];
      stage_inputs(s, er_pixel(view, er_row(view, row), column), view->channels);
    }
}

/// Stages the window of output pixel `x`.
static __attribute__((noinline)) void stage_pixel(const pixels *p, int32_t x, uint32_t *to) {
  const er_conv2d_paired_s8_params *params = p->call->params;
  const er_window *w = p->window;
  const int32_t channels = params->in_channels;
  const int8_t pad = (int8_t)-params->input_offset;
  const er_taps columns =
      er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
  stage s;
  s.to = to;
  s.step = p->count;
  s.whole = p->whole;
  s.held = 0;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    if (ky < p->rows.first || ky >= p->rows.last || columns.first == columns.last) {
      stage_padding(&s, pad, w->kernel_w * channels);
      continue;
    }
    if (columns.first > 0) stage_padding(&s, pad, columns.first * channels);
    stage_taps(&s, p, p->image_row + p->rows.origin + ky * w->dilation_h, columns);
    if (columns.last < w->kernel_w) stage_padding(&s, pad, (w->kernel_w - columns.last) * channels);
  }
  if (s.held > 0) {
    stage_bytes(&s, &pad, 0, -s.held & 3);
    stage_quads(&s, s.bytes, s.held / 4);
  }
}

/// Stores one channel of two pixels.
static inline void store_both(const er_dsp_stage *stage, uint32_t twice0, uint32_t twice1,
                              int8_t *out0, int8_t *out1) {
  const er_dsp_stage s = *stage;
  *out0 = er_dsp_output((int32_t)((uint32_t)s.twice_bias + twice0), &s);
  *out1 = er_dsp_output((int32_t)((uint32_t)s.twice_bias + twice1), &s);
}

/// Twice the sum of the odd channel: what both channels have beyond the even one counts 256-fold.
static inline uint32_t twice_odd(uint32_t both, uint32_t even) {
  return (uint32_t)((int32_t)(both - even) >> 7);
}

/// Stores the four channels of a panel at two pixels.
static __attribute__((noinline)) void store_two(const er_dsp_stage *stages, const uint32_t *sums,
                                                int8_t *out0, int8_t *out1) {
  store_both(stages, 2 * sums[2], 2 * sums[3], out0, out1);
  store_both(stages + 1, twice_odd(sums[0], sums[2]), twice_odd(sums[1], sums[3]), out0 + 1,
             out1 + 1);
  store_both(stages + 2, 2 * sums[6], 2 * sums[7], out0 + 2, out1 + 2);
  store_both(stages + 3, twice_odd(sums[4], sums[6]), twice_odd(sums[5], sums[7]), out0 + 3,
             out1 + 3);
}

/// Stores the four channels of a panel at one pixel.
static __attribute__((noinline)) void store_one(const er_dsp_stage *stages, const uint32_t *sums,
                                                int8_t *out) {
  for (int32_t i = 0; i < 4; i += 2, stages += 2, sums += 2) {
    out[i] = er_dsp_output((int32_t)((uint32_t)stages[0].twice_bias + 2 * sums[1]), stages);
    out[i + 1] = er_dsp_output(
        (int32_t)((uint32_t)stages[1].twice_bias + twice_odd(sums[0], sums[1])), stages + 1);
  }
}

/// Computes all channels of two staged pixels.
static __attribute__((noinline)) void convolve_two(const pixels *p, int8_t *out0, int8_t *out1) {
  const int32_t channels = ((const er_conv2d_paired_s8_params *)p->call->params)->out_channels;
  const int32_t quads = p->quads;
  const uint32_t *inputs = p->call->scratch;
  const er_dsp_stage *stages = p->call->constants;
  const uint32_t *weights = (const uint32_t *)(stages + (channels + 3) / 4 * 4);
  uint32_t sums[8];
  int32_t left = channels;
  for (; left >= 4; left -= 4, out0 += 4, out1 += 4, stages += 4, weights += 4 * quads) {
    er_paired_dot_2(weights, inputs, quads, (int32_t *)sums);
    store_two(stages, sums, out0, out1);
  }
  if (left == 0) return;
  int8_t panel[2][4];
  er_paired_dot_2(weights, inputs, quads, (int32_t *)sums);
  store_two(stages, sums, panel[0], panel[1]);
  for (int32_t i = 0; i < left; ++i) {
    out0[i] = panel[0][i];
    out1[i] = panel[1][i];
  }
}

/// Computes all channels of one staged pixel.
static __attribute__((noinline)) void convolve_one(const pixels *p, int8_t *out) {
  const int32_t channels = ((const er_conv2d_paired_s8_params *)p->call->params)->out_channels;
  const er_dsp_stage *stages = p->call->constants;
  const uint32_t *weights = (const uint32_t *)(stages + (channels + 3) / 4 * 4);
  for (int32_t left = channels; left > 0; left -= 4, out += 4, stages += 4) {
    uint32_t sums[4];
    int8_t panel[4];
    er_paired_dot_1(weights, p->call->scratch, p->quads, (int32_t *)sums);
    store_one(stages, sums, panel);
    for (int32_t i = 0; i < 4 && i < left; ++i) out[i] = panel[i];
    weights += 4 * p->quads;
  }
}

static void convolve_row(pixels *p, int8_t *row) {
  const er_window *w = p->window;
  const er_conv2d_paired_s8_params *params = p->call->params;
  for (int32_t j = 0; j < w->out_width; j += p->count) {
    int8_t *out[2];
    p->count = w->out_width - j < 2 ? 1 : 2;
    for (int32_t i = 0; i < p->count; ++i) {
      const int32_t x = er_nth_pixel(p->call, j + i, w->out_width);
      stage_pixel(p, x, (uint32_t *)p->call->scratch + i);
      out[i] = er_pixel(p->call->outputs, row, x);
    }
    if (p->count == 2)
      convolve_two(p, out[0], out[1]);
    else
      convolve_one(p, out[0]);
    for (int32_t i = 0; i < p->count; ++i)
      er_clamp_bytes(out[i], params->out_channels, params->activation_min, params->activation_max);
  }
}

void er_conv2d_paired_s8_dsp(const er_call *call) {
  const er_conv2d_paired_s8_params *params = call->params;
  const er_window *w = &params->window;
  pixels p = {.call = call, .window = w, .whole = 1};
  p.quads = er_paired_quads(w, params->in_channels);
  for (int32_t i = 0; i < params->input_count; ++i) p.whole &= call->inputs[i].channels % 4 == 0;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    p.image_row = row / w->out_height * w->in_height;
    p.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    convolve_row(&p, er_row(call->outputs, row));
  }
}
