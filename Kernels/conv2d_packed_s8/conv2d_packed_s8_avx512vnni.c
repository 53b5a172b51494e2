#if defined(__x86_64__)
#include "../x86/staging.h"
#include "edge_kernels.h"

// A tile holds whole blocks of any number of panels.
enum { PANEL = 16, PANELS = 4, PIXELS = 16, LARGEST_TILE = 48 };

/// What all blocks of a call have in common.
typedef struct {
  const er_call *call;
  const er_conv2d_packed_s8_params *params;
  er_staged_image image;
  er_staged_rows held;
  const int8_t *weights;
  ptrdiff_t panel_bytes;  // weights of a full panel
  ptrdiff_t segment;      // from one staged row to the next
  ptrdiff_t pixel_step;   // from the staged window of one pixel to the next one's
  int32_t rows, runs, quads;
  ptrdiff_t run_step;
  int32_t is_positive;  // whether results below the output's zero point are clamped to it
  __m512i flip;         // makes x + 128 of inputs that are not staged; 0 where they are
  __m512i offset, low, high;
} convolution;

/// Some panels at some neighbouring output pixels of one row.
typedef struct {
  const convolution *shared;
  const uint8_t *inputs;  // the first pixel's columns of the segments
  int8_t *out;            // of the first pixel
  int32_t first_channel;
  int32_t last_count;  // channels of the last panel
} block;

ER_AVX512 void store_bytes(int8_t *out, __m512i bytes, int32_t count) {
  if (count == 64)
    _mm512_storeu_si512(out, bytes);
  else
    _mm512_mask_storeu_epi8(out, er_bytes_mask(count), bytes);
}

/// How the sums of a panel are requantised; which, its scales say.
typedef enum { BY_FLOAT, EXACTLY, BY_RULE } requantisation;

ER_AVX512 requantisation requantisation_of(__m512 scale, __mmask16 lanes) {
  const __m512 zero = _mm512_setzero_ps();
  if (_mm512_mask_cmp_ps_mask(lanes, scale, zero, _CMP_GT_OQ) == lanes) return BY_FLOAT;
  return _mm512_mask_cmp_ps_mask(lanes, scale, zero, _CMP_GE_OQ) == lanes ? EXACTLY : BY_RULE;
}

/// Requantises the sums of one panel by the rule, without the offset.
ER_AVX512_TARGET __attribute__((noinline, cold)) static void requantize_by_rule(
    const convolution *s, __m512i *sums, int32_t pixels, const int32_t *bias, __mmask16 lanes) {
  const er_conv2d_packed_s8_params *p = s->params;
  const __m512i multiplier = _mm512_maskz_loadu_epi32(lanes, bias + p->out_channels);
  const __m512i shift = _mm512_maskz_loadu_epi32(lanes, bias + 2 * (ptrdiff_t)p->out_channels);
  const __m512i offset = _mm512_set1_epi32(p->output_offset);
  const __m512i low = _mm512_set1_epi32(p->activation_min);
  const __m512i high = _mm512_set1_epi32(p->activation_max);
  for (int32_t i = 0; i < pixels; ++i) {
    const __m512i y = _mm512_add_epi32(er_requantize_avx512(sums[i], multiplier, shift), offset);
    sums[i] = _mm512_sub_epi32(_mm512_min_epi32(_mm512_max_epi32(y, low), high), offset);
  }
}

/// Requantises the sums of one panel in integers. They lie in memory: the other panels' stay in
/// registers.
ER_AVX512 void requantize_exactly(__m512i *sums, int32_t pixels, const int32_t *bias,
                                  ptrdiff_t channels, __mmask16 lanes, const int32_t is_positive) {
  const er_exact_form form = er_make_exact_form(
      _mm512_maskz_loadu_epi32(lanes, bias + channels),
      _mm512_maskz_loadu_epi32(lanes, bias + 2 * channels), is_positive);
  ER_ROLLED for (int32_t i = 0; i < pixels; ++i)
    sums[i] = er_requantize_exactly(sums[i], &form, is_positive);
}

/// Requantises panel `j` of a block.
ER_AVX512 void requantize(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pixels,
                          const int32_t j, __mmask16 lanes) {
  const convolution *s = b->shared;
  const ptrdiff_t channels = s->params->out_channels;
  const int32_t *bias = (const int32_t *)s->call->constants + b->first_channel + PANEL * j;
  const __m512 scale = _mm512_maskz_loadu_ps(lanes, bias + 3 * channels);
  const requantisation how = requantisation_of(scale, lanes);
  if (__builtin_expect(how == BY_FLOAT, 1)) {
    const __m512 half = _mm512_maskz_loadu_ps(lanes, bias + 4 * channels);
    if (s->is_positive)
      ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
        sums[i][j] = er_requantize_float_positive(sums[i][j], scale, half);
    else
      ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
        sums[i][j] = er_requantize_float(sums[i][j], scale, half);
    return;
  }
  __m512i held[PIXELS];
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) held[i] = sums[i][j];
  if (how == BY_RULE)
    requantize_by_rule(s, held, pixels, bias, lanes);
  else if (s->is_positive)
    requantize_exactly(held, pixels, bias, channels, lanes, 1);
  else
    requantize_exactly(held, pixels, bias, channels, lanes, 0);
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) sums[i][j] = held[i];
}

/// Multiplies one quad of `pixels` pixels.
ER_AVX512 void multiply(__m512i sums[PIXELS][PANELS], const uint8_t *x, ptrdiff_t pixel_step,
                        __m512i flip, const int8_t *w, ptrdiff_t panel_bytes, const int8_t *last,
                        __mmask16 last_lanes, const int32_t pixels, const int32_t panels) {
  __m512i weights[PANELS];
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
    weights[j] = j + 1 < panels ? _mm512_loadu_si512(w + j * panel_bytes)
                                : _mm512_maskz_loadu_epi32(last_lanes, last);
  ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
    int32_t quad;
    __builtin_memcpy(&quad, x + i * pixel_step, sizeof quad);
    const __m512i inputs = _mm512_xor_si512(_mm512_set1_epi32(quad), flip);
    ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
      sums[i][j] = _mm512_dpbusd_epi32(sums[i][j], inputs, weights[j]);
  }
}

/// Sums up a block. Where it has few sums, several chains of each hide what a product takes.
ER_AVX512 void sum_block(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pixels,
                         const int32_t panels) {
  const convolution *s = b->shared;
  const int32_t chains = pixels * panels <= 2 ? 4 : pixels * panels <= 4 ? 2 : 1;
  const int32_t quads = s->quads, last_bytes = 4 * b->last_count;
  const __mmask16 last_lanes = er_lanes_mask(b->last_count);
  const ptrdiff_t panel_bytes = s->panel_bytes, pixel_step = s->pixel_step;
  const int8_t *w = s->weights + (ptrdiff_t)(b->first_channel / PANEL) * panel_bytes;
  const int8_t *last = w + (panels - 1) * panel_bytes;
  __m512i parts[4][PIXELS][PANELS];
  ER_UNROLLED for (int32_t n = 1; n < chains; ++n)
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j) parts[n][i][j] = _mm512_setzero_si512();
  const int32_t rows = s->rows, runs = s->runs, first_rows = rows - s->held.start;
  const ptrdiff_t segment = s->segment, run_step = s->run_step;
  const uint8_t *row = b->inputs + s->held.start * segment;
  const __m512i flip = s->flip;
  for (int32_t ky = 0; ky < rows; ++ky, row += segment) {
    if (ky == first_rows) row = b->inputs;
    for (int32_t run = 0; run < runs; ++run) {
      const uint8_t *x = row + run * run_step;
      int32_t k = 0;
      if (chains > 1)
        for (; k + chains <= quads; k += chains, x += 4 * chains)
          ER_UNROLLED for (int32_t n = 0; n < chains; ++n, w += 64, last += last_bytes)
            multiply(n == 0 ? sums : parts[n], x + 4 * n, pixel_step, flip, w, panel_bytes,
                     last, last_lanes, pixels, panels);
      for (; k < quads; ++k, x += 4, w += 64, last += last_bytes)
        multiply(sums, x, pixel_step, flip, w, panel_bytes, last, last_lanes, pixels, panels);
    }
  }
  ER_UNROLLED for (int32_t n = 1; n < chains; ++n)
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
        sums[i][j] = _mm512_add_epi32(sums[i][j], parts[n][i][j]);
}

/// Stores the results of a block.
ER_AVX512 void store(const block *b, __m512i sums[PIXELS][PANELS], const int32_t pixels,
                     const int32_t panels) {
  const convolution *s = b->shared;
  const __m512i offset = s->offset, low = s->low, high = s->high;
  const int32_t together = PANELS / panels;  // pixels narrowed together
  const ptrdiff_t out_step = s->call->outputs->pixel_bytes;
  const int32_t bytes = PANEL * (panels - 1) + b->last_count;
  int8_t *out = b->out + b->first_channel;
  ER_UNROLLED for (int32_t i = 0; i < pixels; i += together) {
    __m512i parts[PANELS];
    ER_UNROLLED for (int32_t n = 0; n < PANELS; ++n)
      parts[n] = sums[i + n / panels < pixels ? i + n / panels : i][n % panels];
    __m512i narrow = er_narrow_avx512(parts[0], parts[1], parts[2], parts[3], offset, low, high);
    ER_UNROLLED for (int32_t n = 0; n < together && i + n < pixels; ++n, out += out_step) {
      if (panels == 1 && bytes == 16)
        _mm_storeu_si128((void *)out, _mm512_castsi512_si128(narrow));
      else if (panels == 2 && bytes == 32)
        _mm256_storeu_si256((void *)out, _mm512_castsi512_si256(narrow));
      else
        store_bytes(out, narrow, bytes);
      if (panels == 2) narrow = _mm512_shuffle_i64x2(narrow, narrow, 0x4E);
      if (panels == 1) narrow = _mm512_shuffle_i64x2(narrow, narrow, 0x39);
    }
  }
}

/// Computes one block of `pixels` x `panels`, both known when this is inlined.
ER_AVX512 void compute(const block *b, const int32_t pixels, const int32_t panels) {
  const int32_t *bias = (const int32_t *)b->shared->call->constants + b->first_channel;
  __m512i sums[PIXELS][PANELS];
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j) {
    const __mmask16 lanes = j + 1 < panels ? 0xFFFF : er_lanes_mask(b->last_count);
    const __m512i start = _mm512_maskz_loadu_epi32(lanes, bias + PANEL * j);
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) sums[i][j] = start;
  }
  sum_block(b, sums, pixels, panels);
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
    requantize(b, sums, pixels, j, j + 1 < panels ? 0xFFFF : er_lanes_mask(b->last_count));
  store(b, sums, pixels, panels);
}

#define BLOCK(pixels, panels)                                                              \
  ER_AVX512_TARGET static void block_##pixels##x##panels(const block *b) {                 \
    compute(b, pixels, panels);                                                            \
  }
#define BLOCKS_OF_6(panels)                                                                \
  BLOCK(1, panels) BLOCK(2, panels) BLOCK(3, panels) BLOCK(4, panels) BLOCK(5, panels)     \
      BLOCK(6, panels)
BLOCKS_OF_6(4)
BLOCKS_OF_6(3)
BLOCK(7, 3)
BLOCK(8, 3)
BLOCKS_OF_6(2)
BLOCK(8, 2)
BLOCK(10, 2)
BLOCK(12, 2)
BLOCKS_OF_6(1)
BLOCK(8, 1)
BLOCK(12, 1)
BLOCK(16, 1)

typedef void (*compute_block)(const block *);

/// By panels and pixels; where there is none, the next smaller one is used.
static const compute_block blocks[PANELS + 1][PIXELS + 1] = {
    [1] = {NULL, block_1x1, block_2x1, block_3x1, block_4x1, block_5x1, block_6x1, NULL, block_8x1,
           [12] = block_12x1, [16] = block_16x1},
    [2] = {NULL, block_1x2, block_2x2, block_3x2, block_4x2, block_5x2, block_6x2, NULL, block_8x2,
           [10] = block_10x2, [12] = block_12x2},
    [3] = {NULL, block_1x3, block_2x3, block_3x3, block_4x3, block_5x3, block_6x3, block_7x3,
           block_8x3},
    [4] = {NULL, block_1x4, block_2x4, block_3x4, block_4x4, block_5x4, block_6x4},
};
static const int32_t most_pixels[PANELS + 1] = {0, 16, 12, 8, 6};

/// The size of the first of as few parts of at most `most` as `count` things can have; the last two
/// are alike.
static inline int32_t first_part(int32_t count, int32_t most) {
  return count <= most ? count : count < 2 * most ? (count + 1) / 2 : most;
}

/// Computes `panels` panels for all `pixels` of a tile.
static void compute_panels(block b, int32_t pixels, int32_t panels) {
  while (pixels > 0) {
    int32_t count = first_part(pixels, most_pixels[panels]);
    while (!blocks[panels][count]) --count;
    blocks[panels][count](&b);
    b.inputs += count * b.shared->pixel_step;
    b.out += (ptrdiff_t)count * b.shared->call->outputs->pixel_bytes;
    pixels -= count;
  }
}

/// Computes all channels of the `pixels` output pixels from `out` on.
static void compute_tile(const convolution *s, const uint8_t *inputs, int8_t *out,
                         int32_t pixels) {
  const int32_t channels = s->params->out_channels;
  block b = {.shared = s, .inputs = inputs, .out = out};
  for (int32_t panels = (channels + PANEL - 1) / PANEL; panels > 0;) {
    const int32_t count = first_part(panels, PANELS);
    const int32_t end = b.first_channel + PANEL * count;
    b.last_count = end <= channels ? PANEL : channels - (end - PANEL);
    compute_panels(b, pixels, count);
    b.first_channel = end;
    panels -= count;
  }
}

/// Whether rows [first, first + count) of `view` lie behind each other without a gap.
static int is_dense(const er_view *view, int32_t width, int32_t first, int32_t count) {
  return !view->slots && view->row_bytes == width * view->pixel_bytes &&
         first % view->ring + count <= view->ring;
}

/// Whether the call's rows can be computed as one long row.
static int is_flat(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  if (w->kernel_h * w->kernel_w * w->stride_h * w->stride_w != 1 || w->pad_top || w->pad_left)
    return 0;
  if (w->in_height != w->out_height || w->in_width != w->out_width) return 0;
  for (int32_t i = 0; i < p->input_count; ++i)
    if (!is_dense(&call->inputs[i], w->in_width, call->first_row, call->row_count)) return 0;
  return is_dense(call->outputs, w->out_width, call->first_row, call->row_count);
}

/// One past the last byte that a view's rows may hold.
static uintptr_t end_of(const er_view *view) {
  return (uintptr_t)view->base + (uintptr_t)((ptrdiff_t)view->ring * view->row_bytes);
}

/// Whether windows of one pixel may be read where they lie: in whole quads, and never again once
/// what was computed from them is stored.
static int is_direct(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const er_view *in = call->inputs, *out = call->outputs;
  if (w->kernel_h * w->kernel_w != 1 || w->pad_top || w->pad_left || p->input_count > 1) return 0;
  // Windows may also lie below the image and to its right.
  if ((w->out_height - 1) * w->stride_h >= w->in_height ||
      (w->out_width - 1) * w->stride_w >= w->in_width || p->in_channels % 4)
    return 0;
  if (p->out_channels <= PANEL * PANELS && call->row_step > 0) return 1;
  return !in->slots && !out->slots &&
         (end_of(in) <= (uintptr_t)out->base || end_of(out) <= (uintptr_t)in->base);
}

/// Computes the `width` output pixels of one row from the inputs where they lie.
static void compute_directly(const convolution *s, int32_t row, int32_t width) {
  const er_window *w = &s->params->window;
  const er_view *view = s->call->inputs;
  const int32_t in_row =
      row / w->out_height * w->in_height + row % w->out_height * w->stride_h;
  const int32_t fitting = ER_STAGED_BYTES / s->params->in_channels;
  const int32_t most = fitting > LARGEST_TILE ? fitting : LARGEST_TILE;
  const uint8_t *inputs = (const uint8_t *)er_row(view, in_row);
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const int32_t count = first_part(width - done, most);
    compute_tile(s, inputs + done * s->pixel_step, er_pixel(s->call->outputs, out, done), count);
    done += count;
  }
}

/// Computes the `width` output pixels of one row, `most` at a time.
ER_AVX512 void compute_row(convolution *s, uint8_t *staged, int32_t row, int32_t width,
                           int32_t most) {
  const er_window *w = &s->params->window;
  const int32_t reach = (w->kernel_w - 1) * w->dilation_w + 1;
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const int32_t count = first_part(width - done, most);
    const int32_t x = s->call->row_step > 0 ? done : width - done - count;
    const int32_t pixels = (count - 1) * w->stride_w + reach;
    if (count < width) s->held.is_empty = 1;
    s->segment = count < width ? (pixels * s->image.channels + 3) & ~3
                               : er_kept_segment((int64_t)pixels * s->image.channels);
    er_stage_window(staged, s->segment, &s->image, w, row, x * w->stride_w - w->pad_left, pixels,
                    &s->held);
    compute_tile(s, staged, er_pixel(s->call->outputs, out, x), count);
    done += count;
  }
}

/// Output pixels that can be staged together: a whole row, or at most LARGEST_TILE.
static int32_t largest_tile(const er_window *w, int32_t channels, int32_t width) {
  const int64_t reach = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  const int64_t row_bytes = ((int64_t)(width - 1) * w->stride_w + reach) * channels;
  const int64_t room = ER_STAGED_BYTES / w->kernel_h;
  if (row_bytes <= room && (w->kernel_h == 1 || er_kept_segment(row_bytes) <= room)) return width;
  const int64_t pixels = room / channels - 1;
  if (pixels < reach) return 0;
  const int64_t tile = (pixels - reach) / w->stride_w + 1;
  const int64_t most = tile < LARGEST_TILE ? tile : LARGEST_TILE;
  return most < width ? (int32_t)most : width - 1;
}

ER_AVX512_TARGET void er_conv2d_packed_s8_avx512vnni(const er_call *call) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t flat = is_flat(call);
  const int32_t width = flat ? call->row_count * w->out_width : w->out_width;
  const int32_t direct = is_direct(call);
  const int32_t most = direct ? width : largest_tile(w, p->in_channels, width);
  if (most < 1) {
    er_conv2d_packed_s8_scalar(call);
    return;
  }
  convolution s = {
      .call = call,
      .params = p,
      .image = {call->inputs, p->input_count, p->in_channels,
                flat ? call->row_count * w->in_width : w->in_width,
                _mm512_set1_epi8((char)(128 - p->input_offset))},
      .held = er_no_rows(),
      .weights = (const int8_t *)call->constants + ER_PACKED_CHANNEL_BYTES * p->out_channels,
      .panel_bytes = (ptrdiff_t)er_packed_quads(w, p->in_channels) * 4 * PANEL,
      .pixel_step =
          (ptrdiff_t)w->stride_w * (direct ? call->inputs->pixel_bytes : p->in_channels),
      .rows = w->kernel_h,
      .runs = er_packed_runs(w),
      .quads = (er_packed_run_inputs(w, p->in_channels) + 3) / 4,
      .run_step = (ptrdiff_t)w->dilation_w * p->in_channels,
      .is_positive = p->activation_min >= p->output_offset,
      .flip = direct ? _mm512_set1_epi8(INT8_MIN) : _mm512_setzero_si512(),
      .offset = _mm512_set1_epi16((short)p->output_offset),
      .low = _mm512_set1_epi8((char)p->activation_min),
      .high = _mm512_set1_epi8((char)p->activation_max),
  };
  for (int32_t i = 0; i < (flat ? 1 : call->row_count); ++i) {
    const int32_t row = flat ? call->first_row : er_nth_row(call, i);
    if (direct)
      compute_directly(&s, row, width);
    else
      compute_row(&s, staged, row, width, most);
  }
}
#endif
