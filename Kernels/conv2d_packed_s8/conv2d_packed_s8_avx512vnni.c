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
  const int8_t *weights;
  ptrdiff_t panel_bytes;  // weights of a full panel
  ptrdiff_t segment;      // from one staged row to the next
  ptrdiff_t pixel_step;   // from the staged window of one pixel to the next one's
  int32_t rows, runs, quads;
  ptrdiff_t run_step;
  __m512i offset, low, high;
} convolution;

/// Some panels at some neighbouring output pixels of one row.
typedef struct {
  const convolution *shared;
  const uint8_t *staged;  // the window of the first pixel
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

/// Requantises the sums of one panel, `step` vectors apart, by the rule in integers unless the float
/// form is proven; without the offset.
ER_AVX512 void requantize_panel(const block *b, __m512i *sums, int32_t pixels, int32_t step,
                                const int32_t *bias, __mmask16 lanes) {
  const er_conv2d_packed_s8_params *p = b->shared->params;
  const int32_t n = p->out_channels;
  const __m512 scale = _mm512_maskz_loadu_ps(lanes, bias + 3 * (ptrdiff_t)n);
  if (_mm512_mask_cmp_ps_mask(lanes, scale, _mm512_setzero_ps(), _CMP_GT_OQ) == lanes) {
    const __m512 half = _mm512_maskz_loadu_ps(lanes, bias + 4 * (ptrdiff_t)n);
    const __m512i exception = _mm512_maskz_loadu_epi32(lanes, bias + 5 * (ptrdiff_t)n);
    for (int32_t i = 0; i < pixels; ++i)
      sums[i * step] = er_requantize_float_but(sums[i * step], scale, half, exception);
    return;
  }
  const __m512i multiplier = _mm512_maskz_loadu_epi32(lanes, bias + n);
  const __m512i shift = _mm512_maskz_loadu_epi32(lanes, bias + 2 * (ptrdiff_t)n);
  const __m512i offset = _mm512_set1_epi32(p->output_offset);
  const __m512i low = _mm512_set1_epi32(p->activation_min);
  const __m512i high = _mm512_set1_epi32(p->activation_max);
  for (int32_t i = 0; i < pixels; ++i) {
    const __m512i y =
        _mm512_add_epi32(er_requantize_avx512(sums[i * step], multiplier, shift), offset);
    sums[i * step] = _mm512_sub_epi32(_mm512_min_epi32(_mm512_max_epi32(y, low), high), offset);
  }
}

/// Finishes a block of which some float form is not proven; its sums lie pixel by pixel.
ER_AVX512_TARGET __attribute__((noinline)) static void finish_exactly(
    const block *b, __m512i *sums, int32_t pixels, int32_t panels) {
  const convolution *s = b->shared;
  const int32_t *bias = (const int32_t *)s->call->constants + b->first_channel;
  for (int32_t j = 0; j < panels; ++j)
    requantize_panel(b, sums + j, pixels, panels, bias + PANEL * j,
                     er_lanes_mask(j + 1 < panels ? PANEL : b->last_count));
  int8_t *out = b->out + b->first_channel;
  for (int32_t i = 0; i < pixels; ++i, out += s->call->outputs->pixel_bytes) {
    const __m512i *parts = sums + i * panels;
    store_bytes(out,
                er_narrow_avx512(parts[0], parts[panels > 1], parts[panels > 2 ? 2 : 0],
                                 parts[panels > 3 ? 3 : 0], s->offset, s->low, s->high),
                PANEL * (panels - 1) + b->last_count);
  }
}

/// Computes one block of `pixels` x `panels`, both known when this is inlined.
ER_AVX512 void compute(const block *b, const int32_t pixels, const int32_t panels) {
  const convolution *s = b->shared;
  const int32_t channels = s->params->out_channels, last_count = b->last_count;
  const __mmask16 last_lanes = er_lanes_mask(last_count);
  const int32_t *bias = (const int32_t *)s->call->constants + b->first_channel;
  __m512i sums[PIXELS][PANELS];
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j) {
    const __mmask16 lanes = j + 1 < panels ? 0xFFFF : last_lanes;
    const __m512i start = _mm512_maskz_loadu_epi32(lanes, bias + PANEL * j);
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) sums[i][j] = start;
  }

  const int32_t quads = s->quads;
  const ptrdiff_t panel_bytes = s->panel_bytes, pixel_step = s->pixel_step;
  const int8_t *w = s->weights + (ptrdiff_t)(b->first_channel / PANEL) * panel_bytes;
  const int8_t *last = w + (panels - 1) * panel_bytes;
  for (int32_t ky = 0; ky < s->rows; ++ky) {
    for (int32_t run = 0; run < s->runs; ++run) {
      const uint8_t *x = b->staged + ky * s->segment + run * s->run_step;
      for (int32_t k = 0; k < quads; ++k, x += 4, w += 64, last += 4 * last_count) {
        __m512i weights[PANELS];
        ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
          weights[j] = j + 1 < panels ? _mm512_loadu_si512(w + j * panel_bytes)
                                      : _mm512_maskz_loadu_epi32(last_lanes, last);
        ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
          int32_t quad;
          __builtin_memcpy(&quad, x + i * pixel_step, sizeof quad);
          const __m512i inputs = _mm512_set1_epi32(quad);
          ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
            sums[i][j] = _mm512_dpbusd_epi32(sums[i][j], inputs, weights[j]);
        }
      }
    }
  }

  __m512 scale[PANELS], half[PANELS];
  __m512i exception[PANELS];
  int is_float = 1, has_exceptions = 0;
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j) {
    const __mmask16 lanes = j + 1 < panels ? 0xFFFF : last_lanes;
    const int32_t *stage = bias + 3 * (ptrdiff_t)channels + PANEL * j;
    scale[j] = _mm512_maskz_loadu_ps(lanes, stage);
    half[j] = _mm512_maskz_loadu_ps(lanes, stage + channels);
    exception[j] = _mm512_maskz_loadu_epi32(lanes, stage + 2 * (ptrdiff_t)channels);
    is_float &= _mm512_mask_cmp_ps_mask(lanes, scale[j], _mm512_setzero_ps(), _CMP_GT_OQ) == lanes;
    has_exceptions |= _mm512_mask_cmpneq_epi32_mask(lanes, exception[j],
                                                    _mm512_set1_epi32(INT32_MIN)) != 0;
  }
  if (__builtin_expect(!is_float, 0)) {
    __m512i held[PIXELS * PANELS];
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j) held[i * panels + j] = sums[i][j];
    finish_exactly(b, held, pixels, panels);
    return;
  }
  if (has_exceptions) {
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
        sums[i][j] = er_requantize_float_but(sums[i][j], scale[j], half[j], exception[j]);
  } else {
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
        sums[i][j] = er_requantize_float(sums[i][j], scale[j], half[j]);
  }

  const __m512i offset = s->offset, low = s->low, high = s->high;
  const int32_t together = PANELS / panels;  // pixels narrowed together
  const ptrdiff_t out_step = s->call->outputs->pixel_bytes;
  const int32_t bytes = PANEL * (panels - 1) + last_count;
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

/// The size of the first of as few parts of at most `most` as `count` things can have.
static inline int32_t even_part(int32_t count, int32_t most) {
  const int32_t parts = (count + most - 1) / most;
  return (count + parts - 1) / parts;
}

/// Computes `panels` panels for all `pixels` of a staged tile.
static void compute_panels(block b, int32_t pixels, int32_t panels) {
  while (pixels > 0) {
    int32_t count = even_part(pixels, most_pixels[panels]);
    while (!blocks[panels][count]) --count;
    blocks[panels][count](&b);
    b.staged += count * b.shared->pixel_step;
    b.out += (ptrdiff_t)count * b.shared->call->outputs->pixel_bytes;
    pixels -= count;
  }
}

/// Computes all channels of the `pixels` output pixels from `out` on.
static void compute_tile(const convolution *s, const uint8_t *staged, int8_t *out,
                         int32_t pixels) {
  const int32_t channels = s->params->out_channels;
  block b = {.shared = s, .staged = staged, .out = out};
  for (int32_t panels = (channels + PANEL - 1) / PANEL; panels > 0;) {
    const int32_t count = even_part(panels, PANELS);
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

/// Computes the `width` output pixels of one row, `most` at a time.
ER_AVX512_TARGET static void compute_row(convolution *s, int32_t row, int32_t width,
                                         int32_t most) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  const er_window *w = &s->params->window;
  const int32_t reach = (w->kernel_w - 1) * w->dilation_w + 1;
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const int32_t left = width - done;
    const int32_t count = left >= 2 * most ? most : even_part(left, most);
    const int32_t x = s->call->row_step > 0 ? done : width - done - count;
    const int32_t pixels = (count - 1) * w->stride_w + reach;
    s->segment = (pixels * s->image.channels + 3) & ~3;
    er_stage_window(staged, s->segment, &s->image, w, row, x * w->stride_w - w->pad_left, pixels);
    compute_tile(s, staged, er_pixel(s->call->outputs, out, x), count);
    done += count;
  }
}

/// Output pixels that can be staged together, at most LARGEST_TILE.
static int32_t largest_tile(const er_window *w, int32_t channels) {
  const int64_t pixels = ER_STAGED_BYTES / w->kernel_h / channels - 1;
  const int64_t reach = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  if (pixels < reach) return 0;
  const int64_t tile = (pixels - reach) / w->stride_w + 1;
  return tile < LARGEST_TILE ? (int32_t)tile : LARGEST_TILE;
}

ER_AVX512_TARGET void er_conv2d_packed_s8_avx512vnni(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t most = largest_tile(w, p->in_channels);
  if (most < 1) {
    er_conv2d_packed_s8_scalar(call);
    return;
  }
  convolution s = {
      .call = call,
      .params = p,
      .image = {call->inputs, p->input_count, p->in_channels, w->in_width,
                _mm512_set1_epi8((char)(128 - p->input_offset))},
      .weights = (const int8_t *)call->constants + ER_PACKED_CHANNEL_BYTES * p->out_channels,
      .panel_bytes = (ptrdiff_t)er_packed_quads(w, p->in_channels) * 4 * PANEL,
      .pixel_step = (ptrdiff_t)w->stride_w * p->in_channels,
      .rows = w->kernel_h,
      .runs = er_packed_runs(w),
      .quads = (er_packed_run_inputs(w, p->in_channels) + 3) / 4,
      .run_step = (ptrdiff_t)w->dilation_w * p->in_channels,
      .offset = _mm512_set1_epi16((short)p->output_offset),
      .low = _mm512_set1_epi8((char)p->activation_min),
      .high = _mm512_set1_epi8((char)p->activation_max),
  };
  if (is_flat(call)) {
    s.image.width = call->row_count * w->in_width;
    compute_row(&s, call->first_row, call->row_count * w->out_width, most);
    return;
  }
  for (int32_t i = 0; i < call->row_count; ++i)
    compute_row(&s, er_nth_row(call, i), w->out_width, most);
}
#endif
