#if defined(__x86_64__)
#include "../x86/channelwise_avx2.h"
#include "../x86/columns.h"
#include "edge_kernels.h"

/// Sixteen numbers of the vector's channels, in the order of the halves.
ER_AVX2 void load_halves(const er_channelwise *s, const er_group *g, __m256i halves[HALVES],
                         const int32_t *from) {
  _Alignas(32) int32_t numbers[WORDS] = {0};
  if (g->count < WORDS) {
    for (int32_t n = 0; n < s->together; ++n)
      for (int32_t c = 0; c < g->count; ++c) numbers[n * g->count + c] = from[c];
    from = numbers;
  }
  const __m256i low = _mm256_loadu_si256((const void *)from);
  const __m256i high = _mm256_loadu_si256((const void *)(from + 8));
  halves[0] = _mm256_permute2x128_si256(low, high, 0x20);
  halves[1] = _mm256_permute2x128_si256(low, high, 0x31);
}

/// Lanes that hold no channel have zeros, and are requantised as those are that do.
ER_AVX2 void prepare_scales(const er_channelwise *s, er_group *g, const int32_t *bias) {
  const ptrdiff_t n = s->channels;
  __m256i parts[4][HALVES];
  for (int32_t i = 0; i < 4; ++i) load_halves(s, g, parts[i], bias + (i + 1) * n);
  for (int32_t j = 0; j < HALVES; ++j) {
    er_scales_avx2 *scales = &g->scales[j];
    scales->multiplier = parts[0][j];
    scales->shift = parts[1][j];
    scales->scale = _mm256_castsi256_ps(parts[2][j]);
    scales->half = _mm256_castsi256_ps(parts[3][j]);
    const __m256i is_unused = _mm256_cmpeq_epi32(
        _mm256_or_si256(scales->multiplier, parts[2][j]), _mm256_setzero_si256());
    const __m256i is_used = _mm256_xor_si256(is_unused, _mm256_set1_epi32(-1));
    scales->how = er_requantisation_avx2(scales->scale, is_used);
  }
}

/// Sixteen weights of one tap, as words.
ER_AVX2 __m256i load_weights(const er_channelwise *s, const er_group *g, const int8_t *from) {
  _Alignas(16) int8_t bytes[WORDS] = {0};
  if (g->count < WORDS) {
    for (int32_t n = 0; n < s->together; ++n)
      for (int32_t c = 0; c < g->count; ++c) bytes[n * g->count + c] = from[c];
    from = bytes;
  }
  return _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)from));
}

ER_AVX2_TARGET static void prepare(const er_channelwise *s, er_group *g, int32_t index) {
  const int32_t taps = s->window->kernel_h * s->window->kernel_w;
  const int32_t *constants = s->call->constants;
  g->first = index * WORDS;
  g->count = s->channels - g->first < WORDS ? s->channels - g->first : WORDS;
  load_halves(s, g, g->bias, constants + g->first);
  prepare_scales(s, g, constants + g->first);
  const int8_t *weights =
      (const int8_t *)constants + (ptrdiff_t)ER_PACKED_CHANNEL_BYTES * s->channels + g->first;
  for (int32_t tap = 0; tap < taps; tap += 2, weights += 2 * (ptrdiff_t)s->channels) {
    const __m256i a = load_weights(s, g, weights);
    const __m256i b =
        tap + 1 < taps ? load_weights(s, g, weights + s->channels) : _mm256_setzero_si256();
    g->weights[tap] = _mm256_unpacklo_epi16(a, b);
    g->weights[tap + 1] = _mm256_unpackhi_epi16(a, b);
  }
}

#define COMPUTE(name, how)                                                                   \
  ER_AVX2_TARGET __attribute__((noinline)) static void name(                                 \
      const er_channelwise *s, const er_group *g, const uint16_t *staged, int8_t *out,       \
      int32_t pixels) {                                                                      \
    compute_pixels(s, g, staged, out, pixels, how);                                          \
  }
COMPUTE(compute_positive, AS_FLOAT_POSITIVE)
COMPUTE(compute_float, AS_FLOAT)
COMPUTE(compute_scaled, AS_SCALED)

/// Computes the output pixels of one row, `most` at a time. Prepared are all groups or none.
ER_AVX2 void compute_row(er_channelwise *s, uint16_t *staged, __m256i *prepared,
                         ptrdiff_t group_vectors, int32_t row, int32_t most,
                         int32_t is_prepared) {
  const int32_t width = s->window->out_width;
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const int32_t count = width - done < most ? width - done : most;
    const int32_t x = s->call->row_step > 0 ? done : width - done - count;
    int8_t *first = er_pixel(s->call->outputs, out, x);
    stage(s, staged, row, x, count);
    for (int32_t c = 0, i = 0; c < s->channels; c += WORDS, ++i) {
      er_group *g = (er_group *)(prepared + (is_prepared ? i * group_vectors : 0));
      if (!is_prepared) prepare(s, g, i);
      const int32_t is_float = g->scales[0].how == BY_FLOAT && g->scales[1].how == BY_FLOAT;
      (!is_float ? compute_scaled : s->range.is_positive ? compute_positive : compute_float)(
          s, g, staged + c, first + c, count);
    }
    done += count;
  }
}

ER_AVX2_TARGET static void convolve_rows(const er_call *call) {
  _Alignas(32) uint16_t staged[STAGED_WORDS + ER_STAGED_SLACK / 2];
  const er_depthwise_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t most = largest_tile(w, p->in_channels);
  if (most < 1) {
    er_depthwise_conv2d_packed_s8_scalar(call);
    return;
  }
  ptrdiff_t taps[MOST_TAPS + 1];
  er_channelwise s = {
      .call = call,
      .window = w,
      .range = {p->output_offset, p->activation_min, p->activation_max,
                p->activation_min >= p->output_offset},
      .image = {call->inputs, p->input_count, p->in_channels, w->in_width,
                (uint8_t)(128 - p->input_offset)},
      .held = er_no_rows(),
      .channels = p->in_channels,
      .together = pixels_together(w, p->in_channels),
      .pairs = (w->kernel_h * w->kernel_w + 1) / 2,
      .pixel_step = (ptrdiff_t)w->stride_w * p->in_channels,
      .taps = taps,
  };
  __m256i prepared[PREPARED_VECTORS];
  const ptrdiff_t group_vectors =
      (ptrdiff_t)(sizeof(er_group) / sizeof(__m256i)) + HALVES * s.pairs;
  const int32_t groups = (p->in_channels + WORDS - 1) / WORDS;
  const int32_t is_prepared = groups * group_vectors <= PREPARED_VECTORS;
  if (is_prepared)
    for (int32_t i = 0; i < groups; ++i)
      prepare(&s, (er_group *)(prepared + i * group_vectors), i);
  for (int32_t i = 0; i < call->row_count; ++i)
    compute_row(&s, staged, prepared, group_vectors, er_nth_row(call, i), most, is_prepared);
}

void er_depthwise_conv2d_packed_s8_avx2(const er_call *call) {
  er_convolve_depthwise(call, convolve_rows);
}
#endif
