#ifndef EDGE_X86_CHANNELWISE_H
#define EDGE_X86_CHANNELWISE_H

#include "staging.h"

// Windows over channels that do not mix: depthwise convolutions and average pools.
//
// A vector holds up to 64 bytes: channels of one pixel or, where there are few, of several pixels.
// Four taps make one quad; interleaving four vectors of inputs leaves channel 16 * l + 4 * j + i in
// lane 4 * l + i of part j, and packing the parts' results restores the order.

enum { LANES = 64, PARTS = 4, MOST_TAPS = 256, PREPARED_VECTORS = 640 };

/// How the sums of a part are requantised; which, the scales of its lanes say.
typedef enum { BY_FLOAT, EXACTLY, BY_RULE } requantisation;

/// The constants of the channels that one vector holds, in the order of the parts.
typedef struct {
  __m512i bias[PARTS], multiplier[PARTS], shift[PARTS];
  __m512 scale[PARTS], half[PARTS];
  er_exact_form exact[PARTS];
  int32_t first, count;  // channels
  int32_t all_float;
  requantisation how[PARTS];
  _Alignas(64) __m512i weights[];  // quad by quad, PARTS each; in pairs, those of both pixels
} lanes;

/// How the pixels of a row are computed.
typedef enum {
  SINGLY,        // vector by vector
  IN_PAIRS,      // two neighbours, which share the inputs of 3 x 3 taps
  DIRECTLY,      // the same, of inputs that are not staged
  IN_WIDE_PAIRS, // two neighbours of any window with a stride of 1
  NARROW,        // as narrow_channels.h has it
  NARROW_SHARED,
  WALKS
} pixel_walk;

/// The three rows of a window: staged, all their columns one behind the other, or where they lie in
/// the arena.
typedef struct {
  const uint8_t *rows[3];  // from the image's first column on, or from the next one to be loaded
  ptrdiff_t steps[3];   // from one column to the next
  int32_t width;        // columns that there are, where rows are not staged
  int32_t first;        // the first column; those that there are not have the bytes of `pads`
  const uint8_t *pads;
} er_window_rows;

/// What the pixels of a call have in common.
typedef struct {
  const er_call *call;
  const er_window *window;
  int32_t output_offset, activation_min, activation_max;
  int32_t is_positive;   // whether results below the output's zero point are clamped to it
  er_staged_image image;
  er_staged_rows held;
  int32_t channels;
  int32_t together;      // pixels in one vector
  int32_t quads;
  pixel_walk walk;
  int32_t block_count;   // vectors that hold all channels
  int32_t block_vectors; // size of the constants of one, in vectors
  ptrdiff_t pixel_step;  // from the staged window of one pixel to the next one's
  ptrdiff_t segment;     // from one staged row to the next
  const int16_t *tap_at; // which taps the quads hold; -1: none
  ptrdiff_t *taps;       // where they lie behind the first pixel's column, whole quads
  er_window_rows lying;  // of the row that is computed directly
  __m512i offset, low, high;
  __m512i *prepared;
  __m512i quads_from, results_from;  // of narrow channels
  __m512i numbers_from[PARTS];       // which channels the lanes hold, where vectors hold pixels
  __mmask16 used[PARTS];             // lanes that hold one
} er_channelwise;

/// Four bytes of four vectors make one lane of 32 bits.
ER_AVX512 void interleave(__m512i parts[PARTS], __m512i a, __m512i b, __m512i c, __m512i d) {
  const __m512i ab_low = _mm512_unpacklo_epi8(a, b), ab_high = _mm512_unpackhi_epi8(a, b);
  const __m512i cd_low = _mm512_unpacklo_epi8(c, d), cd_high = _mm512_unpackhi_epi8(c, d);
  parts[0] = _mm512_unpacklo_epi16(ab_low, cd_low);
  parts[1] = _mm512_unpackhi_epi16(ab_low, cd_low);
  parts[2] = _mm512_unpacklo_epi16(ab_high, cd_high);
  parts[3] = _mm512_unpackhi_epi16(ab_high, cd_high);
}

/// The results of one part by the rule in integers, without the offset.
ER_AVX512_TARGET __attribute__((noinline)) static __m512i requantize_by_rule(
    const er_channelwise *s, const lanes *b, __m512i sums, int32_t part) {
  const __m512i offset = _mm512_set1_epi32(s->output_offset);
  const __m512i low = _mm512_set1_epi32(s->activation_min);
  const __m512i high = _mm512_set1_epi32(s->activation_max);
  const __m512i y = _mm512_add_epi32(
      er_requantize_avx512(sums, b->multiplier[part], b->shift[part]), offset);
  return _mm512_sub_epi32(_mm512_min_epi32(_mm512_max_epi32(y, low), high), offset);
}

/// What finishing a vector needs, kept in registers.
typedef struct {
  __m512i offset, low, high;
  ptrdiff_t step;    // from one output pixel to the next
  int32_t channels;  // of one pixel in the vector
} finisher;

ER_AVX512 finisher make_finisher(const er_channelwise *s, const lanes *b) {
  const finisher f = {s->offset, s->low, s->high, s->call->outputs->pixel_bytes, b->count};
  return f;
}

/// How the sums of a vector become results.
typedef enum { ALL_FLOAT_POSITIVE, ALL_FLOAT, MIXED, AS_MEAN } finishing;

ER_AVX512 __m512i requantize_part(const er_channelwise *s, const lanes *b, __m512i sums,
                                  const int32_t j) {
  if (b->how[j] == BY_FLOAT) return er_requantize_float(sums, b->scale[j], b->half[j]);
  if (b->how[j] == BY_RULE) return requantize_by_rule(s, b, sums, j);
  return s->is_positive ? er_requantize_exactly(sums, &b->exact[j], 1)
                        : er_requantize_exactly(sums, &b->exact[j], 0);
}

ER_AVX512 __m512i finish(const er_channelwise *s, const lanes *b, const finisher *f,
                         const __m512i sums[PARTS], const finishing how) {
  __m512i y[PARTS];
  ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) {
    if (how == AS_MEAN)
      y[j] = er_truncated_float(sums[j], b->scale[j], b->half[j]);
    else if (how == ALL_FLOAT_POSITIVE)
      y[j] = er_requantize_float_positive(sums[j], b->scale[j], b->half[j]);
    else if (how == ALL_FLOAT)
      y[j] = er_requantize_float(sums[j], b->scale[j], b->half[j]);
    else
      y[j] = requantize_part(s, b, sums[j], j);
  }
  const __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(y[0], y[1]), f->offset);
  const __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(y[2], y[3]), f->offset);
  return _mm512_min_epi8(_mm512_max_epi8(_mm512_packs_epi16(low, high), f->low), f->high);
}

/// Stores the results of one pixel.
ER_AVX512 void store_pixel(const finisher *f, int8_t *out, __m512i results) {
  if (f->channels == LANES)
    _mm512_storeu_si512(out, results);
  else
    _mm512_mask_storeu_epi8(out, er_bytes_mask(f->channels), results);
}

/// Stores the results of `pixels` pixels.
ER_AVX512 void store_pixels(const finisher *f, int8_t *out, __m512i results, int32_t pixels) {
  const int32_t bytes = f->channels * pixels;
  if (f->step == f->channels) {
    if (bytes == LANES)
      _mm512_storeu_si512(out, results);
    else
      _mm512_mask_storeu_epi8(out, er_bytes_mask(bytes), results);
    return;
  }
  _Alignas(64) int8_t held[2 * LANES];
  _mm512_store_si512(held, results);
  for (int32_t i = 0; i < pixels; ++i)
    store_pixel(f, out + i * f->step, _mm512_loadu_si512(held + i * f->channels));
}

/// Adds the products of one quad of taps to the sums of `count` vectors.
ER_AVX512 void multiply_quad(__m512i sums[][PARTS], const uint8_t *staged, ptrdiff_t window_step,
                             const ptrdiff_t *taps, const __m512i *weights, const int32_t count) {
  ER_UNROLLED for (int32_t i = 0; i < count; ++i, staged += window_step) {
    __m512i inputs[PARTS];
    interleave(inputs, _mm512_loadu_si512(staged + taps[0]),
               _mm512_loadu_si512(staged + taps[1]), _mm512_loadu_si512(staged + taps[2]),
               _mm512_loadu_si512(staged + taps[3]));
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j)
      sums[i][j] = _mm512_dpbusd_epi32(sums[i][j], inputs[j], weights[j]);
  }
}

/// Sums and stores `count` vectors; the last holds `last` pixels.
ER_AVX512 void compute_vectors(const er_channelwise *s, const lanes *b, const finisher *f,
                               const uint8_t *staged, int8_t *out, int32_t last,
                               const int32_t count, const finishing how) {
  const ptrdiff_t together = s->together, window_step = s->pixel_step * together;
  __m512i sums[2][PARTS];
  ER_UNROLLED for (int32_t i = 0; i < count; ++i)
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) sums[i][j] = b->bias[j];
  for (int32_t q = 0; q < s->quads; ++q)
    multiply_quad(sums, staged, window_step, s->taps + 4 * q, b->weights + PARTS * q, count);
  ER_UNROLLED for (int32_t i = 0; i < count; ++i, out += f->step * together) {
    const __m512i results = finish(s, b, f, sums[i], how);
    if (together == 1)
      store_pixel(f, out, results);
    else
      store_pixels(f, out, results, i + 1 < count ? (int32_t)together : last);
  }
}

/// Vectors in twos: the products of one are summed up while those of the other wait.
ER_AVX512 void compute_singly(const er_channelwise *s, const lanes *b, const uint8_t *staged,
                              int8_t *out, int32_t pixels, const finishing how) {
  const finisher f = make_finisher(s, b);
  const int32_t together = s->together;
  for (; pixels > together; pixels -= 2 * together) {
    const int32_t last = pixels < 2 * together ? pixels - together : together;
    compute_vectors(s, b, &f, staged, out, last, 2, how);
    staged += 2 * together * s->pixel_step;
    out += 2 * together * f.step;
  }
  if (pixels > 0) compute_vectors(s, b, &f, staged, out, pixels, 1, how);
}

/// Two columns of inputs, byte by byte.
typedef struct {
  __m512i low, high;
} column_pair;

/// Loads a column and the next one of the row at `r->rows[ky]`, and goes on to the two behind them.
/// Those of inputs that are not staged have the bytes of `pads` where they lie outside the image.
ER_AVX512 column_pair load_columns(er_window_rows *r, int32_t ky, int32_t column,
                                   const int32_t directly) {
  const uint8_t *first = r->rows[ky], *second = first + r->steps[ky];
  r->rows[ky] = second + r->steps[ky];
  if (directly) {
    if ((uint32_t)column >= (uint32_t)r->width) first = r->pads;
    if ((uint32_t)(column + 1) >= (uint32_t)r->width) second = r->pads;
  }
  const __m512i flip = _mm512_set1_epi8(directly ? INT8_MIN : 0);
  const __m512i a = _mm512_xor_si512(_mm512_loadu_si512(first), flip);
  const __m512i b = _mm512_xor_si512(_mm512_loadu_si512(second), flip);
  const column_pair pair = {_mm512_unpacklo_epi8(a, b), _mm512_unpackhi_epi8(a, b)};
  return pair;
}

/// Computes two neighbouring pixels, or one, from the columns on the `left` and the next two, which
/// are those on the left then.
ER_AVX512 void compute_pair(const er_channelwise *s, const lanes *b, const finisher *f,
                            er_window_rows *r, column_pair left[3], int32_t column,
                            int8_t *out, const int32_t both, const int32_t directly,
                            const finishing how) {
  const __m512i *weights = b->weights, *shifted = b->weights + 3 * PARTS;
  __m512i first[PARTS], second[PARTS];
  ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) first[j] = second[j] = b->bias[j];
  ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky) {
    const column_pair right = load_columns(r, ky, column, directly);
    const __m512i inputs[PARTS] = {
        _mm512_unpacklo_epi16(left[ky].low, right.low),
        _mm512_unpackhi_epi16(left[ky].low, right.low),
        _mm512_unpacklo_epi16(left[ky].high, right.high),
        _mm512_unpackhi_epi16(left[ky].high, right.high),
    };
    left[ky] = right;
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) {
      first[j] = _mm512_dpbusd_epi32(first[j], inputs[j], weights[PARTS * ky + j]);
      if (both) second[j] = _mm512_dpbusd_epi32(second[j], inputs[j], shifted[PARTS * ky + j]);
    }
  }
  store_pixel(f, out, finish(s, b, f, first, how));
  if (both) store_pixel(f, out + f->step, finish(s, b, f, second, how));
}

/// Two neighbouring pixels with 3 x 3 taps share four columns of inputs, of which the next two
/// pixels share the last two.
ER_AVX512 void compute_pairs_of(const er_channelwise *s, const lanes *b, er_window_rows r,
                                int8_t *out, int32_t pixels, const int32_t directly,
                                const finishing how) {
  const finisher f = make_finisher(s, b);
  column_pair left[3];
  ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky)
    left[ky] = load_columns(&r, ky, r.first, directly);
  int32_t column = r.first + 2;
  for (; pixels > 1; pixels -= 2, column += 2, out += 2 * f.step)
    compute_pair(s, b, &f, &r, left, column, out, 1, directly, how);
  if (pixels > 0) compute_pair(s, b, &f, &r, left, column, out, 0, directly, how);
}

ER_AVX512 void compute_pairs(const er_channelwise *s, const lanes *b, const uint8_t *staged,
                             int8_t *out, int32_t pixels, const finishing how) {
  er_window_rows r = {.first = 0};
  ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky) {
    r.rows[ky] = staged + er_staged_segment(&s->held, s->window, ky) * s->segment;
    r.steps[ky] = s->channels;
  }
  compute_pairs_of(s, b, r, out, pixels, 0, how);
}

/// Adds the products of one quad of taps to the sums of `pairs` pairs of pixels.
ER_AVX512 void multiply_shared_quad(__m512i sums[][PARTS], const uint8_t *staged,
                                    ptrdiff_t pair_step, const ptrdiff_t *taps,
                                    const __m512i *first, const __m512i *second,
                                    const int32_t pairs) {
  ER_UNROLLED for (int32_t i = 0; i < pairs; ++i, staged += pair_step) {
    const uint8_t *x = staged;
    __m512i inputs[PARTS];
    interleave(inputs, _mm512_loadu_si512(x + taps[0]), _mm512_loadu_si512(x + taps[1]),
               _mm512_loadu_si512(x + taps[2]), _mm512_loadu_si512(x + taps[3]));
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) {
      sums[2 * i][j] = _mm512_dpbusd_epi32(sums[2 * i][j], inputs[j], first[j]);
      sums[2 * i + 1][j] = _mm512_dpbusd_epi32(sums[2 * i + 1][j], inputs[j], second[j]);
    }
  }
}

/// Sums up `pairs` pairs of pixels and stores the first `pixels` of them.
ER_AVX512 void compute_some_pairs(const er_channelwise *s, const lanes *b, const finisher *f,
                                  const uint8_t *staged, int8_t *out, int32_t pixels,
                                  const int32_t pairs, const finishing how) {
  const __m512i *first = b->weights, *second = b->weights + s->quads * PARTS;
  __m512i sums[4][PARTS];
  ER_UNROLLED for (int32_t i = 0; i < 2 * pairs; ++i)
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) sums[i][j] = b->bias[j];
  for (int32_t q = 0; q < s->quads; ++q)
    multiply_shared_quad(sums, staged, 2 * s->pixel_step, s->taps + 4 * q, first + PARTS * q,
                         second + PARTS * q, pairs);
  ER_UNROLLED for (int32_t i = 0; i < 2 * pairs; ++i, out += f->step)
    if (i < pixels) store_pixel(f, out, finish(s, b, f, sums[i], how));
}

/// Two neighbouring pixels share the inputs of a window that is one column wider, each with weights
/// of its own.
ER_AVX512 void compute_wide_pairs(const er_channelwise *s, const lanes *b, const uint8_t *staged,
                                  int8_t *out, int32_t pixels, const finishing how) {
  const finisher f = make_finisher(s, b);
  for (; pixels > 2; pixels -= 4, staged += 4 * s->pixel_step, out += 4 * f.step)
    compute_some_pairs(s, b, &f, staged, out, pixels, 2, how);
  if (pixels > 0) compute_some_pairs(s, b, &f, staged, out, pixels, 1, how);
}

/// Where `stride` > 1 and a vector holds several pixels, the pixels that one tap meets must be
/// neighbours: pixel x of a staged row moves to position x / stride of part x % stride. At most 32
/// channels.
ER_AVX512 void part_by_stride(uint8_t *to, const uint8_t *row, int32_t channels, int32_t pixels,
                              int32_t stride, ptrdiff_t part) {
  for (int32_t phase = 0; phase < stride; ++phase) {
    uint8_t *next = to + phase * part;
    const uint8_t *from = row + (ptrdiff_t)phase * channels;
    const ptrdiff_t step = (ptrdiff_t)stride * channels;
    if (channels <= 16)
      for (int32_t x = phase; x < pixels; x += stride, next += channels, from += step)
        _mm_storeu_si128((void *)next, _mm_loadu_si128((const void *)from));
    else
      for (int32_t x = phase; x < pixels; x += stride, next += channels, from += step)
        _mm256_storeu_si256((void *)next, _mm256_loadu_si256((const void *)from));
  }
}

/// The same for a stride of 2 and 4, 8, 16 or 32 channels, in whole vectors.
ER_AVX512 void part_by_two(uint8_t *to, const uint8_t *row, int32_t channels, int32_t pixels,
                           ptrdiff_t part) {
  const int32_t quads = channels / 4;
  const __m512i lane =
      _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i within = _mm512_and_si512(lane, _mm512_set1_epi32(quads - 1));
  const __m512i even = _mm512_add_epi32(lane, _mm512_sub_epi32(lane, within));
  const __m512i odd = _mm512_add_epi32(even, _mm512_set1_epi32(quads));
  const ptrdiff_t bytes = (ptrdiff_t)pixels * channels;
  for (ptrdiff_t i = 0; i < bytes; i += 2 * LANES, to += LANES) {
    const __m512i a = _mm512_loadu_si512(row + i), b = _mm512_loadu_si512(row + i + LANES);
    _mm512_storeu_si512(to, _mm512_permutex2var_epi32(a, even, b));
    _mm512_storeu_si512(to + part, _mm512_permutex2var_epi32(a, odd, b));
  }
}

static int32_t is_parted(const er_channelwise *s) {
  return s->walk == SINGLY && s->together > 1 && s->window->stride_w > 1;
}

/// The bytes of one part of a row of `pixels` staged pixels, in whole vectors.
static inline int64_t part_bytes(const er_window *w, int64_t channels, int64_t pixels) {
  return ((pixels + w->stride_w - 1) / w->stride_w * channels + LANES - 1) / LANES * LANES;
}

/// Stages the rows of a window as er_stage_window does, each row in parts.
ER_AVX512 void stage_parts(er_channelwise *s, uint8_t *staged, int32_t row, int32_t left,
                           int32_t pixels, ptrdiff_t part) {
  const er_window *w = s->window;
  const int32_t stride = w->stride_w, channels = s->channels;
  uint8_t *whole = staged + w->kernel_h * s->segment;
  int32_t first, last;
  er_staged_advance(&s->held, w, row, &first, &last);
  for (int32_t ky = first; ky < last; ++ky) {
    const int32_t y = s->held.origin + ky * w->dilation_h;
    uint8_t *to = staged + er_staged_segment(&s->held, w, ky) * s->segment;
    if (y < 0 || y >= w->in_height) {
      er_stage_fill(to, part * stride, s->image.pad);
      continue;
    }
    er_stage_row(whole, &s->image, s->held.image * w->in_height + y, left, pixels);
    if (stride == 2 && channels >= 4 && LANES % channels == 0)
      part_by_two(to, whole, channels, pixels, part);
    else
      part_by_stride(to, whole, channels, pixels, stride, part);
  }
}

/// Says where taps lie, once their rows are staged; `part` is the bytes of one part, if parted.
static inline void place_taps(er_channelwise *s, ptrdiff_t part) {
  const er_window *w = s->window;
  ptrdiff_t *tap = s->taps;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky) {
    const ptrdiff_t row = er_staged_segment(&s->held, w, ky) * s->segment;
    for (int32_t kx = 0; kx < w->kernel_w + (s->walk == IN_WIDE_PAIRS); ++kx) {
      const int32_t column = kx * w->dilation_w;
      *tap++ = row + (part ? column % w->stride_w * part + column / w->stride_w * s->channels
                           : (ptrdiff_t)column * s->channels);
    }
  }
  while ((tap - s->taps) % 4) *tap++ = 0;
}

/// Stages the windows of `count` output pixels from `x` on.
ER_AVX512 void stage(er_channelwise *s, uint8_t *staged, int32_t row, int32_t x, int32_t count) {
  const er_window *w = s->window;
  const int32_t pixels = (count - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w + 1;
  const int32_t left = x * w->stride_w - w->pad_left;
  const int32_t parted = is_parted(s);
  const ptrdiff_t part = parted ? (ptrdiff_t)part_bytes(w, s->channels, pixels) : 0;
  if (count < w->out_width) s->held.is_empty = 1;
  s->pixel_step = (ptrdiff_t)s->channels * (parted ? 1 : w->stride_w);
  s->segment = parted ? part * w->stride_w + LANES
               : count < w->out_width ? (ptrdiff_t)pixels * s->channels
                                      : er_kept_segment((int64_t)pixels * s->channels);
  if (parted)
    stage_parts(s, staged, row, left, pixels, part);
  else
    er_stage_window(staged, s->segment, &s->image, w, row, left, pixels, &s->held);
  if (s->walk == SINGLY || s->walk == IN_WIDE_PAIRS) place_taps(s, part);
}

/// Whether the windows of `count` output pixels can be staged together.
static int fits_staged(const er_window *w, int64_t channels, int32_t parted, int64_t count) {
  const int64_t reach = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  const int64_t pixels = (count - 1) * w->stride_w + reach;
  const int64_t bytes = pixels * channels;
  if (bytes > ER_STAGED_BYTES) return 0;
  if (parted)
    return w->kernel_h * (part_bytes(w, channels, pixels) * w->stride_w + LANES) + bytes <=
           ER_STAGED_BYTES;
  // A last pair of pixels of which there is only one reads another column.
  return w->kernel_h * (count < w->out_width ? bytes : er_kept_segment(bytes)) + channels <=
         ER_STAGED_BYTES;
}

/// Output pixels that can be staged together; 0 where not even one can be.
static int32_t largest_tile(const er_window *w, int32_t channels, int32_t parted) {
  if (w->kernel_w > MOST_TAPS / w->kernel_h) return 0;
  int32_t tile = w->out_width;
  while (tile > 0 && !fits_staged(w, channels, parted, tile))
    tile = tile > 64 ? tile / 2 : tile - 1;
  return tile;
}

#endif
