// The body of conv2d_dot_s8 for NEON, included once a variant, which defines before:
//   ER_NEON_TARGET    the attribute of the instruction set
//   PIXELS, TOGETHER  how many pixels are computed together, at most, and how many vectors of four
//                     channels then, 4 or 2
//   ER_NEON_ADD_RUN   adds a run of quads, as add_quads does
//   ER_NEON_ARRANGE   brings sums into the order that these are added in, and back; may be left out
#include "requantize.h"
#include "staging.h"

#ifndef ER_NEON_ARRANGE
#define ER_NEON_ARRANGE(sums, pixels, vectors) ((void)0)
#endif

enum { PANEL = 16, SOME = PIXELS > 6 ? 6 : PIXELS, FEWER = PIXELS > 4 ? 4 : 2 };

typedef struct {
  const er_conv2d_dot_s8_params *params;
  er_neon_stage stage;
  er_neon_output output;
  int32_t whole;           // output channels, those that are never stored included
  int32_t rows, runs, quads;
  ptrdiff_t run_step;      // staged bytes from a run to the next
  ptrdiff_t pixel_step;    // and from the window of a pixel to the next one's
  const int8_t *weights;
} convolution;

/// A panel of channels at neighbouring output pixels.
typedef struct {
  const int8_t *staged;   // the first pixel's window
  const int8_t *weights;  // the panel's
  int32_t channel;        // the panel's first
  int8_t *out;            // of the first pixel
  ptrdiff_t out_step;
} block;

ER_NEON_INLINE void store_bytes(int8_t *out, int8x16_t bytes, int32_t count) {
  if (count >= PANEL) {
    vst1q_s8(out, bytes);
    return;
  }
  if (count == PANEL / 2) {
    vst1_s8(out, vget_low_s8(bytes));
    return;
  }
  int8_t held[PANEL];
  vst1q_s8(held, bytes);
  for (int32_t i = 0; i < count; ++i) out[i] = held[i];
}

/// Narrows and stores `count` channels of each pixel; of half a panel, two pixels' at once.
ER_NEON_INLINE void store(const block *b, int32x4_t (*sums)[4], const er_neon_output *output,
                          int32_t count, const int pixels, const int vectors) {
  const int together = vectors == 2 && pixels > 1 ? 2 : 1;
  ER_NEON_UNROLLED for (int i = 0; i < pixels; i += together) {
    int32x4_t values[4];
    ER_NEON_UNROLLED for (int n = 0; n < 4; ++n)
      values[n] = together == 2 ? sums[i + n / 2][n % 2] : n < vectors ? sums[i][n]
                                                                       : sums[i][0];
    const int8x16_t bytes = er_neon_narrow(values, output);
    int8_t *out = b->out + i * b->out_step;
    store_bytes(out, bytes, count);
    if (together == 2) store_bytes(out + b->out_step, vextq_s8(bytes, bytes, 8), count);
  }
}

/// Computes 4 * vectors channels, in a panel of 4 * panel, at `pixels` pixels.
ER_NEON_INLINE ER_NEON_TARGET void compute(const convolution *c, const block *b, const int pixels,
                                           const int vectors, const int panel) {
  int32x4_t sums[PIXELS][4];
  const int32_t *bias = (const int32_t *)c->stage.call->constants + b->channel;
  ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j) {
    const int32x4_t start = vld1q_s32(bias + 4 * j);
    ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i) sums[i][j] = start;
  }
  ER_NEON_ARRANGE(sums, pixels, vectors);
  const int8_t *w = b->weights;
  for (int32_t ky = 0; ky < c->rows; ++ky)
    for (int32_t run = 0; run < c->runs; ++run)
      w = ER_NEON_ADD_RUN(sums, b->staged + ky * c->stage.segment + run * c->run_step,
                          c->pixel_step, w, 16 * panel, c->quads, pixels, vectors);
  ER_NEON_ARRANGE(sums, pixels, vectors);
  int32x4_t multipliers[4], shifts[4];
  ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j) {
    multipliers[j] = vld1q_s32(bias + c->whole + 4 * j);
    shifts[j] = vld1q_s32(bias + 2 * (ptrdiff_t)c->whole + 4 * j);
  }
  const int is_right = er_neon_shifts_right(shifts, vectors);
  ER_NEON_UNROLLED for (int j = 0; j < vectors; ++j)
    ER_NEON_UNROLLED for (int i = 0; i < pixels; ++i)
      sums[i][j] = is_right ? er_neon_requantize_right(sums[i][j], multipliers[j], shifts[j])
                            : er_neon_requantize(sums[i][j], multipliers[j], shifts[j],
                                                 c->output.offset);
  const int32_t left = c->params->out_channels - b->channel;
  const int32_t count = left < 4 * vectors ? left : 4 * vectors;
  store(b, sums, &c->output, count, pixels, vectors);
}

/// Computes a whole panel at more than FEWER pixels, as many vectors of it at a time as then go
/// together.
ER_NEON_INLINE ER_NEON_TARGET void compute_most(const convolution *c, block b, const int pixels) {
  for (int j = 0; j < 4; j += TOGETHER) {
    compute(c, &b, pixels, TOGETHER, 4);
    b.weights += 16 * TOGETHER;
    b.channel += 4 * TOGETHER;
    b.out += 4 * TOGETHER;
  }
}

ER_NEON_TARGET static void compute_whole(const convolution *c, const block *b, int32_t pixels) {
  if (pixels == PIXELS)
    compute_most(c, *b, PIXELS);
  else if (pixels == SOME)
    compute_most(c, *b, SOME);
  else if (pixels == FEWER)
    compute(c, b, FEWER, 4, 4);
  else if (pixels == 2)
    compute(c, b, 2, 4, 4);
  else
    compute(c, b, 1, 4, 4);
}

ER_NEON_TARGET static void compute_rest(const convolution *c, const block *b, int32_t vectors) {
  if (vectors == 3)
    compute(c, b, 1, 3, 3);
  else if (vectors == 2)
    compute(c, b, 1, 2, 2);
  else
    compute(c, b, 1, 1, 1);
}

/// Computes four panels' vectors or what is left of them at `pixels` pixels.
ER_NEON_TARGET static void compute_panel(const convolution *c, block b, int32_t pixels) {
  const int32_t vectors = (c->whole - b.channel) / 4;
  if (vectors == 2 && pixels == PIXELS) {
    compute(c, &b, PIXELS, 2, 2);
    return;
  }
  if (vectors >= 4) {
    compute_whole(c, &b, pixels);
    return;
  }
  for (int32_t i = 0; i < pixels; ++i) {
    compute_rest(c, &b, vectors);
    b.staged += c->pixel_step;
    b.out += b.out_step;
  }
}

/// Computes all channels of the staged pixels, whose outputs begin at `out`.
ER_NEON_TARGET static void convolve_staged(const convolution *c, int8_t *out) {
  const ptrdiff_t filter = (ptrdiff_t)c->rows * c->runs * c->quads * 4;
  const int32_t out_step = c->stage.call->outputs->pixel_bytes;
  for (int32_t channel = 0; channel < c->whole; channel += PANEL) {
    block b = {c->stage.bytes, c->weights + channel * filter, channel, out + channel, out_step};
    for (int32_t i = 0, pixels; i < c->stage.count; i += pixels) {
      const int32_t left = c->stage.count - i;
      pixels = left >= PIXELS  ? PIXELS
               : left >= SOME  ? SOME
               : left >= FEWER ? FEWER
               : left >= 2     ? 2
                               : 1;
      compute_panel(c, b, pixels);
      b.staged += pixels * c->pixel_step;
      b.out += pixels * (ptrdiff_t)out_step;
    }
  }
}

ER_NEON_TARGET static void convolve_row(convolution *c, int32_t row, int32_t most) {
  const er_call *call = c->stage.call;
  const int32_t width = c->params->window.out_width;
  for (int32_t done = 0; done < width; done += c->stage.count) {
    c->stage.count = width - done < most ? width - done : most;
    c->stage.first = call->row_step > 0 ? done : width - done - c->stage.count;
    er_neon_stage_rows(&c->stage, row);
    convolve_staged(c, er_pixel(call->outputs, er_row(call->outputs, row), c->stage.first));
  }
}

ER_NEON_TARGET static void convolve(const er_call *call) {
  const er_conv2d_dot_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t most = er_neon_pixels(w, p->in_channels);
  if (most == 0) {
    er_conv2d_dot_s8_scalar(call);
    return;
  }
  int8_t bytes[ER_NEON_STAGED_BYTES];
  convolution c = {.params = p, .whole = (p->out_channels + 3) / 4 * 4};
  c.stage = (er_neon_stage){.call = call, .window = w, .view_count = p->input_count,
                            .channels = p->in_channels, .pad = (int8_t)-p->input_offset,
                            .bytes = bytes};
  c.output = er_neon_output_of(p->output_offset, p->activation_min, p->activation_max);
  c.rows = w->kernel_h;
  c.runs = er_packed_runs(w);
  c.quads = (er_packed_run_inputs(w, p->in_channels) + 3) / 4;
  c.run_step = (ptrdiff_t)w->dilation_w * p->in_channels;
  c.pixel_step = (ptrdiff_t)w->stride_w * p->in_channels;
  c.weights = (const int8_t *)((const int32_t *)call->constants + 3 * (ptrdiff_t)c.whole);
  for (int32_t i = 0; i < call->row_count; ++i) convolve_row(&c, er_nth_row(call, i), most);
}
