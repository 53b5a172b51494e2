#if defined(__x86_64__)
#include "../x86/columns.h"
#include "../x86/direct_pairs.h"
#include "../x86/lane_constants.h"
#include "../x86/prepared.h"
#include "edge_kernels.h"

#define COMPUTE(name, function, how)                                                         \
  ER_AVX512_TARGET __attribute__((noinline)) static void name(                               \
      const er_channelwise *s, const lanes *b, const uint8_t *staged, int8_t *out,           \
      int32_t pixels) {                                                                      \
    function(s, b, staged + b->first, out, pixels, how);                                     \
  }
#define COMPUTE_DIRECTLY(name, how)                                                          \
  ER_AVX512_TARGET __attribute__((noinline)) static void name(                               \
      const er_channelwise *s, const lanes *b, const uint8_t *staged, int8_t *out,           \
      int32_t pixels) {                                                                      \
    (void)staged;                                                                            \
    compute_directly(s, b, out, pixels, how);                                                \
  }
COMPUTE(singly_positive, compute_singly, ALL_FLOAT_POSITIVE)
COMPUTE(singly_by_float, compute_singly, ALL_FLOAT)
COMPUTE(singly_mixed, compute_singly, MIXED)
COMPUTE(pairs_positive, compute_pairs, ALL_FLOAT_POSITIVE)
COMPUTE(pairs_by_float, compute_pairs, ALL_FLOAT)
COMPUTE(pairs_mixed, compute_pairs, MIXED)
COMPUTE_DIRECTLY(directly_positive, ALL_FLOAT_POSITIVE)
COMPUTE_DIRECTLY(directly_by_float, ALL_FLOAT)
COMPUTE_DIRECTLY(directly_mixed, MIXED)
COMPUTE(wide_positive, compute_wide_pairs, ALL_FLOAT_POSITIVE)
COMPUTE(wide_by_float, compute_wide_pairs, ALL_FLOAT)
COMPUTE(wide_mixed, compute_wide_pairs, MIXED)
COMPUTE(narrow_positive, compute_narrow, ALL_FLOAT_POSITIVE)
COMPUTE(narrow_by_float, compute_narrow, ALL_FLOAT)
COMPUTE(narrow_mixed, compute_narrow, MIXED)
COMPUTE(shared_positive, compute_narrow_shared, ALL_FLOAT_POSITIVE)
COMPUTE(shared_by_float, compute_narrow_shared, ALL_FLOAT)
COMPUTE(shared_mixed, compute_narrow_shared, MIXED)

typedef void (*compute)(const er_channelwise *, const lanes *, const uint8_t *, int8_t *, int32_t);

/// By how pixels are computed and finished.
static const compute computes[WALKS][3] = {
    [SINGLY] = {singly_positive, singly_by_float, singly_mixed},
    [IN_PAIRS] = {pairs_positive, pairs_by_float, pairs_mixed},
    [DIRECTLY] = {directly_positive, directly_by_float, directly_mixed},
    [IN_WIDE_PAIRS] = {wide_positive, wide_by_float, wide_mixed},
    [NARROW] = {narrow_positive, narrow_by_float, narrow_mixed},
    [NARROW_SHARED] = {shared_positive, shared_by_float, shared_mixed},
};

static lanes *prepared(const er_channelwise *s, int32_t index) {
  return (lanes *)(s->prepared + (ptrdiff_t)index * s->block_vectors);
}

/// Computes all channels of the `count` output pixels from `out` on; null is staged where they are
/// computed directly.
ER_AVX512 void compute_tile(const er_channelwise *s, const uint8_t *staged, int8_t *out,
                            int32_t count, pixel_walk walk, int32_t is_prepared) {
  for (int32_t i = 0; i < s->block_count; ++i) {
    lanes *b = prepared(s, is_prepared ? i : 0);
    if (!is_prepared) prepare(s, b, i);
    const finishing how =
        !b->all_float ? MIXED : s->is_positive ? ALL_FLOAT_POSITIVE : ALL_FLOAT;
    computes[walk][how](s, b, staged, out + b->first, count);
  }
}

/// Computes the output pixels of one row: directly, or `most` at a time.
ER_AVX512 void compute_row(er_channelwise *s, uint8_t *staged, int32_t row, int32_t most,
                           int32_t is_prepared) {
  const int32_t width = s->window->out_width;
  int8_t *out = er_row(s->call->outputs, row);
  if (s->lying.pads) {
    if (find_rows(s, row, out)) {
      compute_tile(s, staged, out, width, DIRECTLY, is_prepared);
      return;
    }
    s->lying.pads = NULL;  // the next row is hardly ever apart where this is not
  }
  for (int32_t done = 0; done < width;) {
    const int32_t count = width - done < most ? width - done : most;
    const int32_t x = s->call->row_step > 0 ? done : width - done - count;
    stage(s, staged, row, x, count);
    compute_tile(s, staged, er_pixel(s->call->outputs, out, x), count, s->walk, is_prepared);
    done += count;
  }
}

/// Columns that the quads of a window have.
static int32_t columns_of(const er_window *w, int32_t in_pairs) {
  return w->kernel_w + (in_pairs ? 1 : 0);
}

/// Quads of taps of a window of `columns` columns.
static int32_t quads_of(const er_window *w, int32_t columns) {
  return (w->kernel_h * columns + 3) / 4;
}

/// The size of what is prepared for 64 channels, in vectors, with so many vectors of weights.
static int32_t block_vectors(int32_t weights) {
  return (int32_t)(sizeof(lanes) / sizeof(__m512i)) + weights;
}

/// Vectors of the weights of 64 channels.
static int32_t weight_vectors(const er_window *w, int32_t quads, pixel_walk walk) {
  if (walk >= NARROW) return 2 * w->kernel_h;
  return quads * PARTS * (walk == IN_PAIRS || walk == IN_WIDE_PAIRS ? 2 : 1);
}

/// The walk that takes least. Pairs of wide windows need room for their weights.
static pixel_walk walk_of(const er_window *w, int32_t channels) {
  if (is_narrow(w, channels))
    return w->stride_w == 1 && w->kernel_w < COLUMNS ? NARROW_SHARED : NARROW;
  if (channels <= LANES / 2 || w->stride_w > 1 || w->dilation_w > 1) return SINGLY;
  if (w->kernel_w == 3 && w->kernel_h == 3) return IN_PAIRS;
  if (w->kernel_w <= 2 || w->kernel_w >= MOST_TAPS / w->kernel_h) return SINGLY;
  const int32_t blocks = (channels + LANES - 1) / LANES;
  const int32_t vectors =
      block_vectors(weight_vectors(w, quads_of(w, w->kernel_w + 1), IN_WIDE_PAIRS));
  return blocks * vectors <= PREPARED_VECTORS ? IN_WIDE_PAIRS : SINGLY;
}

/// What calls have in common whose rows are others.
typedef struct {
  er_channelwise shared;
  int32_t most;      // output pixels that are staged together; 0 where not even one can be
  int32_t in_pairs;  // whether two pixels have weights of their own
  int32_t is_direct; // whether rows may be read where they lie, and `pads` outside the image
  _Alignas(64) uint8_t pads[LANES];
} common;

/// All but what the row decides, and but for the blocks.
ER_AVX512 common common_of(const er_call *call) {
  const er_depthwise_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const pixel_walk walk = walk_of(w, p->in_channels);
  const int32_t together = walk >= NARROW              ? PARTS * narrow_windows(p->in_channels)
                           : p->in_channels > LANES / 2 ? 1
                                                        : LANES / p->in_channels;
  const int32_t most =
      largest_tile(w, p->in_channels, walk == SINGLY && together > 1 && w->stride_w > 1);
  if (most < 1) {
    const common none = {.most = 0};
    return none;
  }
  const int32_t in_pairs = walk == IN_PAIRS || walk == IN_WIDE_PAIRS;
  const int32_t quads = quads_of(w, columns_of(w, in_pairs));
  common c = {
      .shared =
          {
              .call = call,
              .window = w,
              .output_offset = p->output_offset,
              .activation_min = p->activation_min,
              .activation_max = p->activation_max,
              .is_positive = p->activation_min >= p->output_offset,
              .held = er_no_rows(),
              .image = {call->inputs, p->input_count, p->in_channels, w->in_width,
                        (uint8_t)(128 - p->input_offset)},
              .channels = p->in_channels,
              .together = together,
              .quads = quads,
              .walk = walk,
              .block_count = (p->in_channels + LANES - 1) / LANES,
              .block_vectors = block_vectors(weight_vectors(w, quads, walk)),
              .offset = _mm512_set1_epi16((short)p->output_offset),
              .low = _mm512_set1_epi8((char)p->activation_min),
              .high = _mm512_set1_epi8((char)p->activation_max),
              .lying = {.width = w->in_width, .first = -w->pad_left},
          },
      .most = most,
      .in_pairs = in_pairs,
      .is_direct = walk == IN_PAIRS && may_read_directly(call, w, p->input_count, p->in_channels),
  };
  if (c.is_direct) _mm512_store_si512(c.pads, _mm512_set1_epi8((char)-p->input_offset));
  if (walk >= NARROW) prepare_order(&c.shared);
  if (together > 1) place_numbers(&c.shared);
  return c;
}

/// Vectors that all blocks take.
static int64_t prepared_vectors(const er_channelwise *s) {
  return (int64_t)s->block_count * s->block_vectors;
}

/// Prepares all blocks at `blocks`.
ER_AVX512 void prepare_all(common *c, __m512i *blocks, const int16_t *tap_at) {
  er_channelwise *s = &c->shared;
  s->prepared = blocks;
  s->tap_at = tap_at;
  for (int32_t i = 0; i < s->block_count; ++i) prepare(s, prepared(s, i), i);
  s->tap_at = NULL;
}

ER_AVX512 void compute_rows(common *c, int32_t is_prepared) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  ptrdiff_t taps[MOST_TAPS + PARTS];
  er_channelwise *s = &c->shared;
  s->taps = taps;
  s->lying.pads = c->is_direct ? c->pads : NULL;
  for (int32_t i = 0; i < s->call->row_count; ++i)
    compute_row(s, staged, er_nth_row(s->call, i), c->most, is_prepared);
}

ER_AVX512_TARGET static void convolve_rows(const er_call *call) {
  common c = common_of(call);
  if (c.most < 1) {
    er_depthwise_conv2d_packed_s8_scalar(call);
    return;
  }
  __m512i blocks[PREPARED_VECTORS];
  int16_t tap_at[MOST_TAPS + PARTS];
  place_weights(&c.shared, tap_at, c.in_pairs);
  const int32_t is_prepared = prepared_vectors(&c.shared) <= PREPARED_VECTORS;
  if (is_prepared) {
    prepare_all(&c, blocks, tap_at);
  } else {
    c.shared.prepared = blocks;
    c.shared.tap_at = tap_at;
  }
  compute_rows(&c, is_prepared);
}

/// Computes the call's only row where its windows lie: whether it may.
ER_AVX512 int32_t compute_lying_row(common *c) {
  er_channelwise *s = &c->shared;
  const er_call *call = s->call;
  int8_t *out = er_row(call->outputs, call->first_row);
  s->lying.pads = c->pads;
  if (!find_rows(s, call->first_row, out)) return 0;
  compute_tile(s, NULL, out, s->window->out_width, DIRECTLY, 1);
  return 1;
}

/// In a frame of its own: a row that is computed where it lies needs no room for staging.
ER_AVX512_TARGET __attribute__((noinline)) static void compute_prepared_rows(common *c) {
  c->shared.image.views = c->shared.call->inputs;
  c->shared.held = er_no_rows();
  compute_rows(c, 1);
}

ER_AVX512_TARGET static void convolve_prepared(const er_call *call, void *prepared) {
  common *c = prepared;
  c->shared.call = call;
  if (c->is_direct && call->row_count == 1 && compute_lying_row(c)) return;
  compute_prepared_rows(c);
}

/// Not what is computed on its side, nor what cannot be staged.
ER_AVX512_TARGET er_preparation
er_depthwise_conv2d_packed_s8_avx512vnni_prepare(const er_call *call, void *room) {
  const er_preparation none = {NULL, 0};
  const common c = common_of(call);
  const int64_t blocks = prepared_vectors(&c.shared) * (int64_t)sizeof(__m512i);
  if (c.most < 1 || er_may_be_column(c.shared.window) || blocks > ER_MOST_PREPARED) return none;
  if (room) {
    int16_t tap_at[MOST_TAPS + PARTS];
    place_weights(&c.shared, tap_at, c.in_pairs);
    common *kept = room;
    *kept = c;
    prepare_all(kept, (__m512i *)(kept + 1), tap_at);
  }
  const er_preparation made = {convolve_prepared, er_prepared_bytes(sizeof c + (size_t)blocks)};
  return made;
}

void er_depthwise_conv2d_packed_s8_avx512vnni(const er_call *call) {
  er_convolve_depthwise(call, convolve_rows);
}
#endif
