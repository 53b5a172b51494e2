#if defined(__ARM_NEON)
#include "../neon/requantize.h"
#include "../neon/staging.h"

enum { LANES = 16, MOST_TAPS = 25 };

typedef struct {
  const er_depthwise_conv2d_s8_params *params;
  er_neon_stage stage;
  er_neon_output output;
  ptrdiff_t offsets[MOST_TAPS];  // of the staged inputs of each tap
} convolution;

/// Sixteen channels: everything but inputs.
typedef struct {
  int32x4_t bias[4], multiplier[4], shift[4];
  int8x16_t weights[MOST_TAPS];
} group;

/// Two products of weights above -128 fit an int16.
ER_NEON_INLINE void add_taps(int32x4_t *sums, const group *g, const int8_t *x,
                             const ptrdiff_t *offsets, const int taps) {
  ER_NEON_UNROLLED for (int i = 0; i < taps; i += 2) {
    const int8x16_t x0 = vld1q_s8(x + offsets[i]);
    int16x8_t low = vmull_s8(vget_low_s8(x0), vget_low_s8(g->weights[i]));
    int16x8_t high = vmull_high_s8(x0, g->weights[i]);
    if (i + 1 < taps) {
      const int8x16_t x1 = vld1q_s8(x + offsets[i + 1]);
      low = vmlal_s8(low, vget_low_s8(x1), vget_low_s8(g->weights[i + 1]));
      high = vmlal_high_s8(high, x1, g->weights[i + 1]);
    }
    sums[0] = vaddw_s16(sums[0], vget_low_s16(low));
    sums[1] = vaddw_high_s16(sums[1], low);
    sums[2] = vaddw_s16(sums[2], vget_low_s16(high));
    sums[3] = vaddw_high_s16(sums[3], high);
  }
}

/// Computes sixteen channels of all staged pixels; what is const may be known when this is inlined.
ER_NEON_INLINE void compute(const convolution *c, const group *g, int32_t channel, int8_t *out,
                            const int taps, const int is_right) {
  const ptrdiff_t x_step = (ptrdiff_t)c->params->window.stride_w * c->params->in_channels;
  const ptrdiff_t out_step = c->stage.call->outputs->pixel_bytes;
  const int8_t *x = c->stage.bytes + channel;
  for (int32_t i = c->stage.count; i > 0; --i, x += x_step, out += out_step) {
    // One address, and not one for each tap, moves from pixel to pixel.
    __asm__("" : "+r"(x));
    int32x4_t sums[4] = {g->bias[0], g->bias[1], g->bias[2], g->bias[3]};
    add_taps(sums, g, x, c->offsets, taps);
    ER_NEON_UNROLLED for (int j = 0; j < 4; ++j)
      sums[j] = is_right ? er_neon_requantize_right(sums[j], g->multiplier[j], g->shift[j])
                         : er_neon_requantize(sums[j], g->multiplier[j], g->shift[j],
                                              c->output.offset);
    vst1q_s8(out, er_neon_narrow(sums, &c->output));
  }
}

/// What sixteen channels from `channel` on are computed with.
static void prepare(const convolution *c, int32_t channel, group *g) {
  const er_depthwise_conv2d_s8_params *p = c->params;
  const er_window *w = &p->window;
  const int32_t n = p->in_channels;
  const int32_t *all = c->stage.call->constants, *constants = all + channel;
  const int8_t *weights = (const int8_t *)(all + 3 * n) + channel;
  int16x8_t low = vdupq_n_s16(0), high = low;
  for (int32_t tap = 0; tap < w->kernel_h * w->kernel_w; ++tap, weights += n) {
    g->weights[tap] = vld1q_s8(weights);
    low = vaddw_s8(low, vget_low_s8(g->weights[tap]));
    high = vaddw_high_s8(high, g->weights[tap]);
  }
  const int32x4_t sums[4] = {vmovl_s16(vget_low_s16(low)), vmovl_high_s16(low),
                             vmovl_s16(vget_low_s16(high)), vmovl_high_s16(high)};
  for (int j = 0; j < 4; ++j) {
    g->bias[j] = vmlaq_n_s32(vld1q_s32(constants + 4 * j), sums[j], p->input_offset);
    g->multiplier[j] = vld1q_s32(constants + n + 4 * j);
    g->shift[j] = vld1q_s32(constants + 2 * (ptrdiff_t)n + 4 * j);
  }
}

static void find_taps(convolution *c) {
  const er_window *w = &c->params->window;
  ptrdiff_t *offset = c->offsets;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky)
    for (int32_t kx = 0; kx < w->kernel_w; ++kx)
      *offset++ = ky * c->stage.segment + (ptrdiff_t)kx * w->dilation_w * c->params->in_channels;
}

/// Computes all channels of the staged pixels, whose outputs begin at `out`. Of the last sixteen,
/// some may have been computed before.
static void convolve_staged(const convolution *c, int8_t *out) {
  const er_window *w = &c->params->window;
  const int32_t channels = c->params->in_channels, taps = w->kernel_h * w->kernel_w;
  for (int32_t next = 0; next < channels; next += LANES) {
    const int32_t channel = next + LANES <= channels ? next : channels - LANES;
    group g;
    prepare(c, channel, &g);
    const int is_right = er_neon_shifts_right(g.shift, 4);
    if (taps == 9 && is_right)
      compute(c, &g, channel, out + channel, 9, 1);
    else
      compute(c, &g, channel, out + channel, taps, is_right);
  }
}

static void convolve_row(convolution *c, int32_t row, int32_t most) {
  const er_call *call = c->stage.call;
  const int32_t width = c->params->window.out_width;
  for (int32_t done = 0; done < width; done += c->stage.count) {
    c->stage.count = width - done < most ? width - done : most;
    c->stage.first = call->row_step > 0 ? done : width - done - c->stage.count;
    er_neon_stage_rows(&c->stage, row);
    find_taps(c);
    convolve_staged(c, er_pixel(call->outputs, er_row(call->outputs, row), c->stage.first));
  }
}

static int has_weight_of_minus_128(const er_depthwise_conv2d_s8_params *p, const int8_t *weights) {
  const int32_t count = p->window.kernel_h * p->window.kernel_w * p->in_channels;
  int found = 0;
  for (int32_t i = 0; i < count; ++i) found |= weights[i] == INT8_MIN;
  return found;
}

void er_depthwise_conv2d_s8_neon(const er_call *call) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int8_t *weights = (const int8_t *)((const int32_t *)call->constants + 3 * p->in_channels);
  const int32_t most = er_neon_pixels(w, p->in_channels);
  if (p->depth_multiplier != 1 || p->in_channels < LANES || most == 0 ||
      w->kernel_w > MOST_TAPS / w->kernel_h || has_weight_of_minus_128(p, weights)) {
    er_depthwise_conv2d_s8_scalar(call);
    return;
  }
  int8_t bytes[ER_NEON_STAGED_BYTES];
  convolution c = {.params = p};
  c.stage = (er_neon_stage){.call = call, .window = w, .view_count = p->input_count,
                            .channels = p->in_channels, .pad = (int8_t)-p->input_offset,
                            .bytes = bytes};
  c.output = er_neon_output_of(p->output_offset, p->activation_min, p->activation_max);
  for (int32_t i = 0; i < call->row_count; ++i) convolve_row(&c, er_nth_row(call, i), most);
}
#endif
