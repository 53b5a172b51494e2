#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

enum { GROUP = 16, MOST_TAPS = 256 };

/// What the channels of one output pixel have in common.
typedef struct {
  const er_call *call;
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
  int32_t tap_count;
  const int8_t *taps[MOST_TAPS];  // inputs of a view; null outside the image
} pixel;

/// Finds the inputs that the pixel's taps meet in one view.
static void find_taps(pixel *p, const er_view *view) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const er_window *w = &params->window;
  const int8_t **tap = p->taps;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    const int32_t y = p->rows.origin + ky * w->dilation_h;
    int8_t *row = ky >= p->rows.first && ky < p->rows.last ? er_row(view, p->image_row + y) : NULL;
    for (int32_t kx = 0; kx < w->kernel_w; ++kx) {
      const int32_t x = p->columns.origin + kx * w->dilation_w;
      const int32_t inside = row && kx >= p->columns.first && kx < p->columns.last;
      *tap++ = inside ? er_pixel(view, row, x) : NULL;
    }
  }
}

/// Sixteen bytes in words, or eight.
ER_AVX2 __m256i load_words(const int8_t *from, const int32_t count) {
  return _mm256_cvtepi8_epi16(count == GROUP ? _mm_loadu_si128((const void *)from)
                                             : _mm_loadl_epi64((const void *)from));
}

/// Inputs as x + 128.
ER_AVX2 __m256i load_inputs(const int8_t *tap, int32_t first, const int32_t count, __m256i pad) {
  return tap ? _mm256_add_epi16(load_words(tap + first, count), _mm256_set1_epi16(128)) : pad;
}

/// Sums up `count` channels of a view from channel `first` on; their weights are `w`. Sums come as
/// unpacked words do: four channels of each eight, and the other four.
ER_AVX2 void sum_group(const pixel *p, __m256i sums[2], int32_t first, const int8_t *w,
                       const int32_t count) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const ptrdiff_t channels = params->in_channels;
  const __m256i pad = _mm256_set1_epi16((short)(128 - params->input_offset));
  sums[0] = sums[1] = _mm256_setzero_si256();
  for (int32_t i = 0; i < p->tap_count; i += 2, w += 2 * channels) {
    const int32_t is_pair = i + 1 < p->tap_count;
    const __m256i a = load_inputs(p->taps[i], first, count, pad);
    const __m256i b = is_pair ? load_inputs(p->taps[i + 1], first, count, pad) : a;
    const __m256i wa = load_words(w, count);
    const __m256i wb = is_pair ? load_words(w + channels, count) : _mm256_setzero_si256();
    sums[0] = _mm256_add_epi32(
        sums[0], _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), _mm256_unpacklo_epi16(wa, wb)));
    sums[1] = _mm256_add_epi32(
        sums[1], _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), _mm256_unpackhi_epi16(wa, wb)));
  }
}

/// Sums up fewer than eight channels.
ER_AVX2 __m256i sum_few(const pixel *p, int32_t first, const int8_t *w, int32_t count) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const int8_t outside = (int8_t)-params->input_offset;
  _Alignas(32) int32_t sums[8] = {0};
  for (int32_t i = 0; i < p->tap_count; ++i, w += params->in_channels) {
    const int8_t *x = p->taps[i] ? p->taps[i] + first : &outside;
    const ptrdiff_t step = p->taps[i] ? 1 : 0;
    for (int32_t c = 0; c < count; ++c)
      sums[c] = er_wrapping_add(sums[c], (x[c * step] + 128) * w[c]);
  }
  return _mm256_load_si256((const void *)sums);
}

/// Stores up to eight results, the first of them of channel `channel`.
ER_AVX2 void finish(const pixel *p, __m256i sums, int32_t channel, int32_t count, int8_t *out) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const int32_t *bias = p->call->constants;
  const er_stage_avx2 stage = {bias, params->in_channels, params->output_offset,
                               params->activation_min, params->activation_max};
  const __m256i start = _mm256_maskload_epi32(bias + channel, er_first_lanes_avx2(count));
  er_finish_avx2(&stage, _mm256_add_epi32(sums, start), channel, count, out + channel);
}

/// Computes `count` channels of a view from channel `first` on; `channel` is the first one's in the
/// output.
ER_AVX2 void convolve_group(const pixel *p, int32_t first, int32_t channel, const int32_t count,
                            const int8_t *w, int8_t *out) {
  __m256i sums[2];
  sum_group(p, sums, first, w + channel, count);
  finish(p, _mm256_permute2x128_si256(sums[0], sums[1], 0x20), channel, 8, out);
  if (count == GROUP)
    finish(p, _mm256_permute2x128_si256(sums[0], sums[1], 0x31), channel + 8, 8, out);
}

/// Computes the channels of a view, the first of them `channel` of the output.
ER_AVX2 void convolve_view(pixel *p, const er_view *view, int32_t channel, int8_t *out) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const int8_t *w =
      (const int8_t *)p->call->constants + ER_PACKED_CHANNEL_BYTES * (ptrdiff_t)params->in_channels;
  int32_t c = 0, left = view->channels;
  find_taps(p, view);
  for (; left >= GROUP; c += GROUP, left -= GROUP) convolve_group(p, c, channel + c, GROUP, w, out);
  for (; left >= 8; c += 8, left -= 8) convolve_group(p, c, channel + c, 8, w, out);
  if (left > 0) finish(p, sum_few(p, c, w + channel + c, left), channel + c, left, out);
}

ER_AVX2 void convolve_pixel(pixel *p, int8_t *out) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  int32_t channel = 0;
  for (int32_t i = 0; i < params->input_count; ++i) {
    convolve_view(p, &p->call->inputs[i], channel, out);
    channel += p->call->inputs[i].channels;
  }
}

ER_AVX2_TARGET void er_depthwise_conv2d_packed_s8_avx2(const er_call *call) {
  const er_depthwise_conv2d_packed_s8_params *params = call->params;
  const er_window *w = &params->window;
  if (w->kernel_h * w->kernel_w > MOST_TAPS) {
    er_depthwise_conv2d_packed_s8_scalar(call);
    return;
  }
  pixel p;
  p.call = call;
  p.tap_count = w->kernel_h * w->kernel_w;
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
      convolve_pixel(&p, er_pixel(call->outputs, out, x));
    }
  }
}
#endif
