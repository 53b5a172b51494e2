#if defined(__x86_64__)
#include "../x86/channelwise_avx2.h"
#include "../x86/means.h"
#include "edge_kernels.h"

// The sum of a window is a dot product with ones.

/// What all groups of a call have in common but the number of taps inside the image.
ER_AVX2_TARGET static void prepare(const er_channelwise *s, er_group *g) {
  const int32_t taps = s->window->kernel_h * s->window->kernel_w;
  for (int32_t j = 0; j < HALVES; ++j) g->bias[j] = _mm256_set1_epi32(-128 * taps);
  for (int32_t p = 0; p < s->pairs; ++p) {
    const int32_t ones = 2 * p + 1 < taps ? 0x10001 : 1;
    for (int32_t j = 0; j < HALVES; ++j) g->weights[HALVES * p + j] = _mm256_set1_epi32(ones);
  }
}

ER_AVX2_TARGET __attribute__((noinline)) static void average(
    const er_channelwise *s, er_group *g, const uint16_t *staged, int8_t *out, int32_t pixels,
    int32_t taps) {
  for (int32_t j = 0; j < HALVES; ++j) {
    g->scales[j].scale = _mm256_set1_ps(er_mean_scale(taps));
    g->scales[j].half = _mm256_set1_ps(er_mean_half(taps));
  }
  compute_pixels(s, g, staged, out, pixels, AS_MEAN);
}

/// Averages the staged windows of the pixels [x, x + count): runs of pixels with as many taps.
static void average_tile(const er_channelwise *s, er_group *g, const uint16_t *staged,
                         int8_t *out, int32_t x, int32_t count, int32_t rows) {
  const er_window *w = s->window;
  for (int32_t done = 0; done < count;) {
    int32_t columns;
    const int32_t end = er_end_of_run(w, x, done, count, &columns);
    average(s, g, staged + done * s->pixel_step + g->first,
            out + (ptrdiff_t)done * s->call->outputs->pixel_bytes + g->first, end - done,
            rows * columns);
    done = end;
  }
}

ER_AVX2 void average_row(er_channelwise *s, uint16_t *staged, er_group *g, int32_t row,
                         int32_t most) {
  const er_window *w = s->window;
  const int32_t rows = er_taps_inside(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h,
                                      w->in_height);
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < w->out_width;) {
    const int32_t count = w->out_width - done < most ? w->out_width - done : most;
    const int32_t x = s->call->row_step > 0 ? done : w->out_width - done - count;
    stage(s, staged, row, x, count);
    for (int32_t c = 0; c < s->channels; c += WORDS) {
      g->first = c;
      g->count = s->channels - c < WORDS ? s->channels - c : WORDS;
      average_tile(s, g, staged, er_pixel(s->call->outputs, out, x), x, count, rows);
    }
    done += count;
  }
}

ER_AVX2_TARGET void er_average_pool_s8_avx2(const er_call *call) {
  _Alignas(32) uint16_t staged[STAGED_WORDS + ER_STAGED_SLACK / 2];
  const er_average_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  int32_t channels = 0;
  for (int32_t i = 0; i < p->input_count; ++i) channels += call->inputs[i].channels;
  const int32_t most = largest_tile(w, channels);
  if (most < 1) {
    er_average_pool_s8_scalar(call);
    return;
  }
  __m256i constants[PREPARED_VECTORS];
  ptrdiff_t taps[MOST_TAPS + 1];
  er_channelwise s = {
      .call = call,
      .window = w,
      .range = {0, p->activation_min, p->activation_max, 0},
      .image = {call->inputs, p->input_count, channels, w->in_width, 128},
      .held = er_no_rows(),
      .channels = channels,
      .together = pixels_together(w, channels),
      .pairs = (w->kernel_h * w->kernel_w + 1) / 2,
      .pixel_step = (ptrdiff_t)w->stride_w * channels,
      .taps = taps,
  };
  prepare(&s, (er_group *)constants);
  for (int32_t i = 0; i < call->row_count; ++i)
    average_row(&s, staged, (er_group *)constants, er_nth_row(call, i), most);
}
#endif
