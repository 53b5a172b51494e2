#if defined(__x86_64__)
#include "../x86/channelwise_avx2.h"
#include "../x86/columns.h"
#include "../x86/prepared.h"
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

/// What calls have in common whose rows are others.
typedef struct {
  er_channelwise shared;
  int32_t most;  // output pixels that are staged together; 0 where not even one can be
  int32_t groups;
  ptrdiff_t group_vectors;
} common;

/// All but what the row decides, and but for the groups.
ER_AVX2 common common_of(const er_call *call) {
  const er_depthwise_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t most = largest_tile(w, p->in_channels);
  const int32_t pairs = most < 1 ? 0 : (w->kernel_h * w->kernel_w + 1) / 2;
  const common c = {
      .shared =
          {
              .call = call,
              .window = w,
              .range = {p->output_offset, p->activation_min, p->activation_max,
                        p->activation_min >= p->output_offset},
              .image = {call->inputs, p->input_count, p->in_channels, w->in_width,
                        (uint8_t)(128 - p->input_offset)},
              .held = er_no_rows(),
              .channels = p->in_channels,
              .together = pixels_together(w, p->in_channels),
              .pairs = pairs,
              .pixel_step = (ptrdiff_t)w->stride_w * p->in_channels,
          },
      .most = most,
      .groups = (p->in_channels + WORDS - 1) / WORDS,
      .group_vectors = (ptrdiff_t)(sizeof(er_group) / sizeof(__m256i)) + HALVES * pairs,
  };
  return c;
}

ER_AVX2 void prepare_all(const common *c, __m256i *groups) {
  for (int32_t i = 0; i < c->groups; ++i)
    prepare(&c->shared, (er_group *)(groups + i * c->group_vectors), i);
}

ER_AVX2 void compute_rows(common *c, __m256i *groups, int32_t is_prepared) {
  _Alignas(32) uint16_t staged[STAGED_WORDS + ER_STAGED_SLACK / 2];
  ptrdiff_t taps[MOST_TAPS + 1];
  const er_call *call = c->shared.call;
  c->shared.taps = taps;
  for (int32_t i = 0; i < call->row_count; ++i)
    compute_row(&c->shared, staged, groups, c->group_vectors, er_nth_row(call, i), c->most,
                is_prepared);
}

ER_AVX2_TARGET static void convolve_rows(const er_call *call) {
  common c = common_of(call);
  if (c.most < 1) {
    er_depthwise_conv2d_packed_s8_scalar(call);
    return;
  }
  __m256i groups[PREPARED_VECTORS];
  const int32_t is_prepared = c.groups * c.group_vectors <= PREPARED_VECTORS;
  if (is_prepared) prepare_all(&c, groups);
  compute_rows(&c, groups, is_prepared);
}

/// Where the groups lie that follow what calls have in common.
static __m256i *groups_behind(common *c) {
  return (__m256i *)((uint8_t *)c + er_prepared_bytes(sizeof *c));
}

ER_AVX2_TARGET static void convolve_prepared(const er_call *call, void *prepared) {
  common *c = prepared;
  c->shared.call = call;
  c->shared.image.views = call->inputs;
  c->shared.held = er_no_rows();
  compute_rows(c, groups_behind(c), 1);
}

/// Not what is computed on its side, nor what cannot be staged.
ER_AVX2_TARGET er_preparation
er_depthwise_conv2d_packed_s8_avx2_prepare(const er_call *call, void *room) {
  const er_preparation none = {NULL, 0};
  const common c = common_of(call);
  const int64_t groups = (int64_t)c.groups * c.group_vectors * (int64_t)sizeof(__m256i);
  if (c.most < 1 || er_may_be_column(c.shared.window) || groups > ER_MOST_PREPARED) return none;
  if (room) {
    common *kept = room;
    *kept = c;
    prepare_all(kept, groups_behind(kept));
  }
  const er_preparation made = {
      convolve_prepared,
      er_prepared_bytes(sizeof c) + er_prepared_bytes((size_t)groups)};
  return made;
}

void er_depthwise_conv2d_packed_s8_avx2(const er_call *call) {
  er_convolve_depthwise(call, convolve_rows);
}
#endif
