#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

enum { TILE = 64 };

/// What the channels of one output pixel have in common.
typedef struct {
  const er_call *call;
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
} pixel;

/// Adds the products of `count` channels with one tap, or of what stands outside the image.
ER_AVX2 void add_tap(int32_t *sums, const int8_t *x, int32_t pad, const int8_t *w, int32_t count) {
  if (!x) {
    for (int32_t c = 0; c < count; ++c) sums[c] = er_wrapping_add(sums[c], pad * w[c]);
    return;
  }
  for (int32_t c = 0; c < count; ++c)
    sums[c] = er_wrapping_add(sums[c], (int16_t)(x[c] + 128) * (int16_t)w[c]);
}

/// Computes the channels [first, first + count) of one view; they are channel `channel` and on of
/// the output. `count` is at most TILE.
ER_AVX2 void convolve_channels(const pixel *p, const er_view *view, int32_t first, int32_t channel,
                               int32_t count, int8_t *out) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const er_window *window = &params->window;
  const ptrdiff_t channels = params->in_channels;
  const int32_t *bias = p->call->constants;
  const int8_t *w = (const int8_t *)bias + ER_PACKED_CHANNEL_BYTES * channels + channel;
  _Alignas(32) int32_t sums[TILE] = {0};
  for (int32_t c = 0; c < count; ++c) sums[c] = bias[channel + c];
  for (int32_t ky = 0; ky < window->kernel_h; ++ky) {
    const int32_t y = p->rows.origin + ky * window->dilation_h;
    int8_t *row = ky >= p->rows.first && ky < p->rows.last ? er_row(view, p->image_row + y) : NULL;
    for (int32_t kx = 0; kx < window->kernel_w; ++kx, w += channels) {
      const int32_t inside = row && kx >= p->columns.first && kx < p->columns.last;
      const int32_t x = p->columns.origin + kx * window->dilation_w;
      add_tap(sums, inside ? er_pixel(view, row, x) + first : NULL, 128 - params->input_offset, w,
              count);
    }
  }
  const er_stage_avx2 stage = {bias, channels, params->output_offset, params->activation_min,
                               params->activation_max};
  for (int32_t c = 0; c < count; c += 8)
    er_finish_avx2(&stage, _mm256_load_si256((const __m256i *)(sums + c)), channel + c,
                   count - c < 8 ? count - c : 8, out + channel + c);
}

ER_AVX2 void convolve_pixel(const pixel *p, int8_t *out) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  int32_t channel = 0;
  for (int32_t i = 0; i < params->input_count; ++i) {
    const er_view *view = &p->call->inputs[i];
    for (int32_t c = 0; c < view->channels; c += TILE)
      convolve_channels(p, view, c, channel + c,
                        view->channels - c < TILE ? view->channels - c : TILE, out);
    channel += view->channels;
  }
}

ER_AVX2_TARGET void er_depthwise_conv2d_packed_s8_avx2(const er_call *call) {
  const er_depthwise_conv2d_packed_s8_params *params = call->params;
  const er_window *w = &params->window;
  pixel p = {.call = call};
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
