#if defined(__ARM_FEATURE_MVE)
#include "../apart.h"
#include "../helium/requantize.h"

// Sixteen channels at a time, or what a view has where that is less. A vector of them is taken
// apart twice: lane `i` of the `j`th vector of four sums is channel `4 * i + j`.

enum { LANES = 16, MOST_TAPS = 25 };

/// Sixteen channels and the rows of the window that lie inside the image: everything but inputs.
typedef struct {
  int32x4_t bias[4];  // with the input's offset folded in
  int8x16_t pad;
  const int32_t *multiplier, *shift;
  const int8_t *weights;  // of the first tap
  int32_t tap_bytes;      // from tap to tap
  mve_pred16_t lanes;
  int32_t count, taps, first_row, last_row;
  int32_t input_row;   // of the first tap
  int32_t is_regular;  // whether all shifts are to the right and products of two taps fit 16 bits
  int32_t offset, low, high;
} group;

/// A part of a call: channels of a view at pixels of a row.
typedef struct {
  const er_call *call;
  const er_view *view;
  int32_t channel;  // of the view
  int32_t output;   // the output channel it makes
  int32_t count;    // channels, at most sixteen
} slice;

/// Neighbouring output pixels of sixteen channels; only one where a tap is padding.
typedef struct {
  const int8_t *taps[MOST_TAPS];  // the inputs of the first pixel
  ptrdiff_t step;                 // from pixel to pixel
  int8_t *out;
  ptrdiff_t out_step;
  int32_t count;
} strip;

ER_HELIUM_INLINE void add_wide(int32x4_t *sums, int16x8_t even, int16x8_t odd) {
  sums[0] = vaddq_s32(sums[0], vmovlbq_s16(even));
  sums[1] = vaddq_s32(sums[1], vmovlbq_s16(odd));
  sums[2] = vaddq_s32(sums[2], vmovltq_s16(even));
  sums[3] = vaddq_s32(sums[3], vmovltq_s16(odd));
}

/// Every fourth of `count` words from the `first` one on.
ER_HELIUM_INLINE int32x4_t load_fourth(const int32_t *words, int32_t first, int32_t count) {
  return vldrwq_gather_shifted_offset_z_s32(words + first, vidupq_n_u32(0, 4),
                                            vctp32q((uint32_t)(count - first + 3) / 4));
}

ER_HELIUM_INLINE void store(const group *g, const int32x4_t *values, int8_t *out) {
  int16x8_t even = vqmovnbq_s32(vdupq_n_s16(0), vaddq_n_s32(values[0], g->offset));
  int16x8_t odd = vqmovnbq_s32(vdupq_n_s16(0), vaddq_n_s32(values[1], g->offset));
  even = vqmovntq_s32(even, vaddq_n_s32(values[2], g->offset));
  odd = vqmovntq_s32(odd, vaddq_n_s32(values[3], g->offset));
  const int8x16_t bytes = vqmovntq_s16(vqmovnbq_s16(vdupq_n_s8(0), even), odd);
  const int8x16_t low = vdupq_n_s8((int8_t)g->low), high = vdupq_n_s8((int8_t)g->high);
  vst1q_p_s8(out, vminq_s8(vmaxq_s8(bytes, low), high), g->lanes);
}

/// Adds two taps. Eight registers hold all but the second inputs, which are loaded twice.
ER_HELIUM_INLINE void add_two(int32x4_t *sums, const int8_t *x0, const int8_t *w0, const int8_t *x1,
                              const int8_t *w1) {
  int8x16_t even, odd, a, b;
  __asm__("vldrb.8 %[odd], [%[x0]]\n vldrb.8 %[a], [%[w0]]\n"
          "vmullb.s8 %[even], %[odd], %[a]\n vmullt.s8 %[odd], %[odd], %[a]\n"
          "vldrb.8 %[a], [%[x1]]\n vldrb.8 %[b], [%[w1]]\n"
          "vmullb.s8 %[a], %[a], %[b]\n vadd.i16 %[even], %[even], %[a]\n"
          "vldrb.8 %[a], [%[x1]]\n vmullt.s8 %[a], %[a], %[b]\n vadd.i16 %[odd], %[odd], %[a]\n"
          "vmovlb.s16 %[a], %[even]\n vmovlt.s16 %[even], %[even]\n"
          "vadd.i32 %[s0], %[s0], %[a]\n vadd.i32 %[s2], %[s2], %[even]\n"
          "vmovlb.s16 %[b], %[odd]\n vmovlt.s16 %[odd], %[odd]\n"
          "vadd.i32 %[s1], %[s1], %[b]\n vadd.i32 %[s3], %[s3], %[odd]"
          : [even] "=&w"(even), [odd] "=&w"(odd), [a] "=&w"(a), [b] "=&w"(b),
            [s0] "+w"(sums[0]), [s1] "+w"(sums[1]), [s2] "+w"(sums[2]), [s3] "+w"(sums[3])
          : [x0] "r"(x0), [w0] "r"(w0), [x1] "r"(x1), [w1] "r"(w1)
          : "memory");
}

/// Computes a strip of a regular group.
ER_HELIUM_INLINE void compute_regular(const strip *s, const group *g, const int is_3x3) {
  const int32_t taps = is_3x3 ? 9 : g->taps;
  const ptrdiff_t tap_bytes = g->tap_bytes;
  int8_t *out = s->out;
  ptrdiff_t from = 0;
  for (int32_t count = s->count; count > 0; --count, from += s->step, out += s->out_step) {
    int32x4_t sums[4] = {g->bias[0], g->bias[1], g->bias[2], g->bias[3]};
    const int8_t *w = g->weights;
    const int8_t *const *x = s->taps;
    if (is_3x3)
      ER_HELIUM_UNROLLED for (int i = 0; i < 4; ++i, x += 2, w += 2 * tap_bytes)
        add_two(sums, x[0] + from, w, x[1] + from, w + tap_bytes);
    else
      for (int32_t left = taps; left > 1; left -= 2, x += 2, w += 2 * tap_bytes)
        add_two(sums, x[0] + from, w, x[1] + from, w + tap_bytes);
    if (taps % 2) {
      const int8x16_t inputs = vld1q_s8(*x + from), weights = vld1q_s8(w);
      add_wide(sums, vmullbq_int_s8(inputs, weights), vmulltq_int_s8(inputs, weights));
    }
    const int32x4x4_t multiplier = vld4q_s32(g->multiplier);
    ER_HELIUM_UNROLLED for (int j = 0; j < 4; ++j)
      sums[j] = er_helium_high_right(sums[j], multiplier.val[j]);
    const int32x4x4_t shift = vld4q_s32(g->shift);
    ER_HELIUM_UNROLLED for (int j = 0; j < 4; ++j) sums[j] = vrshlq_s32(sums[j], shift.val[j]);
    store(g, sums, out);
  }
}

static __attribute__((noinline)) void compute_3x3(const strip *s, const group *g) {
  compute_regular(s, g, 1);
}

static __attribute__((noinline)) void compute_some(const strip *s, const group *g) {
  compute_regular(s, g, 0);
}

/// Computes a strip of any group.
static __attribute__((noinline)) void compute_any(const strip *s, const group *g) {
  for (int32_t pixel = 0; pixel < s->count; ++pixel) {
    int32x4_t sums[4] = {g->bias[0], g->bias[1], g->bias[2], g->bias[3]};
    const int8_t *w = g->weights;
    for (int32_t i = 0; i < g->taps; ++i, w += g->tap_bytes) {
      const int8x16_t inputs = vld1q_z_s8(s->taps[i] + pixel * s->step, g->lanes);
      const int8x16_t weights = vld1q_z_s8(w, g->lanes);
      add_wide(sums, vmullbq_int_s8(inputs, weights), vmulltq_int_s8(inputs, weights));
    }
    ER_HELIUM_UNROLLED for (int j = 0; j < 4; ++j) {
      const int32x4_t none = vdupq_n_s32(0), shift = load_fourth(g->shift, j, g->count);
      const int32x4_t moved = vshlq_s32(sums[j], vmaxq_s32(shift, none));
      sums[j] = er_helium_requantize(moved, load_fourth(g->multiplier, j, g->count),
                                     vminq_s32(shift, none));
    }
    store(g, sums, s->out + pixel * s->out_step);
  }
}

static void compute(const strip *s, const group *g) {
  if (g->is_regular && g->taps == 9)
    compute_3x3(s, g);
  else if (g->is_regular)
    compute_some(s, g);
  else
    compute_any(s, g);
}

/// Folds the input's offset into the biases; whether two products of any taps fit 16 bits.
static int fold(group *g, int32_t offset) {
  int16x8_t even = vdupq_n_s16(0), odd = even;
  int8x16_t least = vdupq_n_s8(0);
  const int8_t *w = g->weights;
  for (int32_t i = 0; i < g->taps; ++i, w += g->tap_bytes) {
    const int8x16_t weights = vld1q_z_s8(w, g->lanes);
    even = vaddq_s16(even, vmovlbq_s8(weights));
    odd = vaddq_s16(odd, vmovltq_s8(weights));
    least = vminq_s8(least, weights);
  }
  int32x4_t sums[4] = {vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0)};
  add_wide(sums, even, odd);
  for (int j = 0; j < 4; ++j) g->bias[j] = vmlaq_n_s32(g->bias[j], sums[j], offset);
  return vminvq_s8(0, least) > INT8_MIN;
}

/// Prepares a group for an output row, unless the one before had as many rows inside the image.
static __attribute__((noinline)) void prepare(const slice *s, int32_t row, group *g) {
  const er_depthwise_conv2d_s8_params *p = s->call->params;
  const er_window *w = &p->window;
  const er_taps rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h,
                                  w->dilation_h, w->in_height);
  g->input_row =
      row / w->out_height * w->in_height + rows.origin + rows.first * w->dilation_h;
  if (rows.first == g->first_row && rows.last == g->last_row) return;
  const int32_t channels = p->in_channels, count = s->count, width = p->window.kernel_w;
  const int32_t *all = s->call->constants, *bias = all + s->output;
  int32x4_t most = vdupq_n_s32(INT8_MIN);
  g->count = count;
  g->multiplier = bias + channels;
  g->shift = bias + 2 * channels;
  for (int j = 0; j < 4; ++j) {
    g->bias[j] = load_fourth(bias, j, count);
    most = vmaxq_s32(most, load_fourth(g->shift, j, count));
  }
  g->pad = vdupq_n_s8((int8_t)-p->input_offset);
  g->weights = (const int8_t *)(all + 3 * channels) + s->output + rows.first * width * channels;
  g->tap_bytes = channels;
  g->lanes = vctp8q((uint32_t)count);
  g->taps = (rows.last - rows.first) * width;
  g->first_row = rows.first;
  g->last_row = rows.last;
  g->offset = p->output_offset;
  g->low = p->activation_min;
  g->high = p->activation_max;
  const int fits = fold(g, p->input_offset);
  g->is_regular = count == LANES && fits && vmaxvq_s32(INT8_MIN, most) < 0;
}

/// Finds the pixels from `x` on, before `end`, that are computed together, and the inputs of every
/// tap of the first; outside the image they are padding.
static __attribute__((noinline)) void find_strip(const slice *s, const group *g, int32_t x,
                                                 int32_t end, strip *found) {
  const er_window *w = &((const er_depthwise_conv2d_s8_params *)s->call->params)->window;
  const er_taps columns =
      er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
  const int32_t last = columns.origin + (w->kernel_w - 1) * w->dilation_w;
  const int32_t inside = columns.last - columns.first == w->kernel_w
                             ? (w->in_width - 1 - last) / w->stride_w + 1
                             : 1;
  const int8_t **taps = found->taps;
  const ptrdiff_t step = (ptrdiff_t)w->dilation_w * s->view->pixel_bytes;
  found->count = inside < end - x ? inside : end - x;
  int32_t row = g->input_row;
  for (int32_t left = g->taps; left > 0; left -= w->kernel_w, row += w->dilation_h) {
    const int8_t *input = er_row(s->view, row) + s->channel +
                          (ptrdiff_t)columns.origin * s->view->pixel_bytes;
    for (int32_t kx = 0; kx < w->kernel_w; ++kx, input += step)
      *taps++ = kx >= columns.first && kx < columns.last ? input : (const int8_t *)&g->pad;
  }
}

/// Computes sixteen channels or fewer of the pixels [from, end) of output rows
/// [first, first + count).
static void convolve_slice(const slice *s, int32_t first, int32_t count, int32_t from,
                           int32_t end) {
  const er_view *view = s->call->outputs;
  group g;
  strip found;
  g.first_row = -1;
  found.step = (ptrdiff_t)s->view->pixel_bytes *
               ((const er_depthwise_conv2d_s8_params *)s->call->params)->window.stride_w;
  found.out_step = view->pixel_bytes;
  for (int32_t row = first; row < first + count; ++row) {
    prepare(s, row, &g);
    for (int32_t x = from; x < end; x += found.count) {
      found.out = er_pixel(view, er_row(view, row), x) + s->output;
      find_strip(s, &g, x, end, &found);
      compute(&found, &g);
    }
  }
}

/// Computes the pixels [from, end) of output rows [first, first + count), channel by channel. Of
/// the last sixteen channels of a view, some may have been computed before.
static __attribute__((noinline)) void convolve_rows(const er_call *call, int32_t first,
                                                    int32_t count, int32_t from, int32_t end) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  int32_t before = 0;
  for (int32_t i = 0; i < p->input_count; ++i) {
    const er_view *view = &call->inputs[i];
    const int32_t most = view->channels < LANES ? view->channels : LANES;
    for (int32_t next = 0; next < view->channels; next += LANES) {
      const int32_t channel = view->channels - next < most ? view->channels - most : next;
      const slice s = {call, view, channel, before + channel, most};
      convolve_slice(&s, first, count, from, end);
    }
    before += view->channels;
  }
}

/// How many output rows of `count` from `first` on are computed together, channel by channel: all,
/// one, or none where a pixel's output may lie where others' inputs do.
static __attribute__((noinline)) int32_t rows_together(const er_call *call, int32_t first,
                                                       int32_t count) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t reach = (w->kernel_h - 1) * w->dilation_h + 1;
  if (er_are_apart(call, w, p->input_count, reach, first, count)) return count;
  const int32_t row = call->row_step > 0 ? first : first + count - 1;
  return er_are_apart(call, w, p->input_count, reach, row, 1);
}

void er_depthwise_conv2d_s8_helium(const er_call *call) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  if (p->depth_multiplier != 1 || w->kernel_w > MOST_TAPS / w->kernel_h) {
    er_depthwise_conv2d_s8_scalar(call);
    return;
  }
  const int32_t height = w->out_height, width = w->out_width;
  for (int32_t done = 0; done < call->row_count;) {
    const int32_t left = call->row_count - done;
    const int32_t row = er_nth_row(call, done);
    const int32_t in_image = call->row_step > 0 ? height - row % height : row % height + 1;
    const int32_t most = left < in_image ? left : in_image;
    const int32_t together =
        rows_together(call, call->row_step > 0 ? row : row - most + 1, most);
    const int32_t count = together > 0 ? together : 1;
    if (together > 0)
      convolve_rows(call, call->row_step > 0 ? row : row - count + 1, count, 0, width);
    for (int32_t j = 0; together == 0 && j < width; ++j) {
      const int32_t x = er_nth_pixel(call, j, width);
      convolve_rows(call, row, 1, x, x + 1);
    }
    done += count;
  }
}
#endif
