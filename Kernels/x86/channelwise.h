#ifndef EDGE_X86_CHANNELWISE_H
#define EDGE_X86_CHANNELWISE_H

#include "staging.h"

// Windows over channels that do not mix: depthwise convolutions and average pools.
//
// A vector holds up to 64 bytes: channels of one pixel or, where there are few, of several pixels.
// Four taps make one quad; interleaving four vectors of inputs leaves channel 16 * l + 4 * j + i in
// lane 4 * l + i of part j, and packing the parts' results restores the order.

enum { LANES = 64, PARTS = 4, MOST_TAPS = 256, PREPARED_VECTORS = 640 };

/// The constants of the channels that one vector holds, in the order of the parts.
typedef struct {
  __m512i bias[PARTS], multiplier[PARTS], shift[PARTS], exception[PARTS];
  __m512 scale[PARTS], half[PARTS];
  int32_t first, count;  // channels
  int32_t is_float, has_exceptions;
  _Alignas(64) __m512i weights[];  // quad by quad, PARTS each; in pairs, those of both pixels
} lanes;

/// What the pixels of a call have in common.
typedef struct {
  const er_call *call;
  const er_window *window;
  int32_t output_offset, activation_min, activation_max;
  er_staged_image image;
  int32_t channels;
  int32_t together;      // pixels in one vector
  int32_t quads;
  int32_t in_pairs;      // whether two neighbouring pixels share their inputs: 3 x 3 taps, stride 1
  int32_t block_count;   // vectors that hold all channels
  int32_t block_vectors; // size of the constants of one, in vectors
  ptrdiff_t pixel_step;  // from the staged window of one pixel to the next one's
  ptrdiff_t segment;     // from one staged row to the next
  ptrdiff_t *taps;       // where they lie behind the first, whole quads
  __m512i offset, low, high;
  __m512i *prepared;
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

/// The results of one vector by the rule in integers, without the offset.
ER_AVX512_TARGET __attribute__((noinline)) static void requantize_exactly(
    const er_channelwise *s, const lanes *b, __m512i sums[PARTS]) {
  const __m512i offset = _mm512_set1_epi32(s->output_offset);
  const __m512i low = _mm512_set1_epi32(s->activation_min);
  const __m512i high = _mm512_set1_epi32(s->activation_max);
  for (int32_t j = 0; j < PARTS; ++j) {
    const __m512i y = _mm512_add_epi32(
        er_requantize_avx512(sums[j], b->multiplier[j], b->shift[j]), offset);
    sums[j] = _mm512_sub_epi32(_mm512_min_epi32(_mm512_max_epi32(y, low), high), offset);
  }
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
typedef enum { BY_FLOAT, BY_FLOAT_WITH_EXCEPTIONS, EXACTLY, AS_MEAN } requantisation;

ER_AVX512 requantisation requantisation_of(const lanes *b) {
  return !b->is_float ? EXACTLY : b->has_exceptions ? BY_FLOAT_WITH_EXCEPTIONS : BY_FLOAT;
}

ER_AVX512 __m512i finish(const er_channelwise *s, const lanes *b, const finisher *f,
                         const __m512i sums[PARTS], const requantisation how) {
  __m512i y[PARTS];
  ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) y[j] = sums[j];
  if (how == EXACTLY) requantize_exactly(s, b, y);
  ER_UNROLLED for (int32_t j = 0; j < PARTS && how != EXACTLY; ++j) {
    if (how == AS_MEAN)
      y[j] = er_truncated_float(sums[j], b->scale[j], b->half[j]);
    else if (how == BY_FLOAT)
      y[j] = er_requantize_float(sums[j], b->scale[j], b->half[j]);
    else
      y[j] = er_requantize_float_but(sums[j], b->scale[j], b->half[j], b->exception[j]);
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

/// One vector after the other.
ER_AVX512 void compute_singly(const er_channelwise *s, const lanes *b, const uint8_t *staged,
                              int8_t *out, int32_t pixels, const requantisation how) {
  const finisher f = make_finisher(s, b);
  const ptrdiff_t together = s->together, window_step = s->pixel_step * together;
  const int32_t quads = s->quads;
  for (; pixels > 0; pixels -= (int32_t)together) {
    __m512i sums[PARTS] = {b->bias[0], b->bias[1], b->bias[2], b->bias[3]};
    const ptrdiff_t *taps = s->taps;
    const __m512i *weights = b->weights;
    for (int32_t q = 0; q < quads; ++q, taps += 4, weights += PARTS) {
      __m512i inputs[PARTS];
      interleave(inputs, _mm512_loadu_si512(staged + taps[0]),
                 _mm512_loadu_si512(staged + taps[1]), _mm512_loadu_si512(staged + taps[2]),
                 _mm512_loadu_si512(staged + taps[3]));
      ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j)
        sums[j] = _mm512_dpbusd_epi32(sums[j], inputs[j], weights[j]);
    }
    const __m512i results = finish(s, b, &f, sums, how);
    if (together == 1)
      store_pixel(&f, out, results);
    else
      store_pixels(&f, out, results, pixels < together ? pixels : (int32_t)together);
    staged += window_step;
    out += f.step * together;
  }
}

/// Two neighbouring pixels with 3 x 3 taps share four columns of inputs.
ER_AVX512 void compute_pairs(const er_channelwise *s, const lanes *b, const uint8_t *staged,
                             int8_t *out, int32_t pixels, const requantisation how) {
  const finisher f = make_finisher(s, b);
  const ptrdiff_t channels = s->channels, segment = s->segment;
  __m512i weights[3 * PARTS];
  ER_UNROLLED for (int32_t i = 0; i < 3 * PARTS; ++i) weights[i] = b->weights[i];
  const __m512i *shifted = b->weights + 3 * PARTS;
  for (; pixels > 0; pixels -= 2) {
    __m512i first[PARTS], second[PARTS];
    ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) first[j] = second[j] = b->bias[j];
    const uint8_t *row = staged;
    ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky, row += segment) {
      __m512i inputs[PARTS];
      interleave(inputs, _mm512_loadu_si512(row), _mm512_loadu_si512(row + channels),
                 _mm512_loadu_si512(row + 2 * channels), _mm512_loadu_si512(row + 3 * channels));
      ER_UNROLLED for (int32_t j = 0; j < PARTS; ++j) {
        first[j] = _mm512_dpbusd_epi32(first[j], inputs[j], weights[PARTS * ky + j]);
        second[j] = _mm512_dpbusd_epi32(second[j], inputs[j], shifted[PARTS * ky + j]);
      }
    }
    store_pixel(&f, out, finish(s, b, &f, first, how));
    if (pixels > 1) store_pixel(&f, out + f.step, finish(s, b, &f, second, how));
    staged += 2 * channels;
    out += 2 * f.step;
  }
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

/// The bytes of one part of a row of `pixels` staged pixels.
static ptrdiff_t part_bytes(const er_channelwise *s, int32_t pixels) {
  const int32_t stride = s->window->stride_w;
  return (ptrdiff_t)((pixels + stride - 1) / stride) * s->channels;
}

/// Stages the windows of `count` output pixels from `x` on, and says where taps lie.
ER_AVX512 void stage(er_channelwise *s, uint8_t *staged, int32_t row, int32_t x, int32_t count) {
  const er_window *w = s->window;
  const int32_t pixels = (count - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w + 1;
  const int32_t left = x * w->stride_w - w->pad_left;
  const int32_t is_parted = s->together > 1 && w->stride_w > 1;
  const ptrdiff_t part = part_bytes(s, pixels);
  s->segment = is_parted ? part * w->stride_w : (ptrdiff_t)pixels * s->channels;
  s->pixel_step = (ptrdiff_t)s->channels * (is_parted ? 1 : w->stride_w);
  const int32_t taps = w->kernel_h * w->kernel_w;
  for (int32_t t = taps; t % 4; ++t) s->taps[t] = 0;
  for (int32_t t = 0; t < taps && !s->in_pairs; ++t) {
    const int32_t column = t % w->kernel_w * w->dilation_w;
    s->taps[t] = t / w->kernel_w * s->segment +
                 (is_parted ? column % w->stride_w * part + column / w->stride_w * s->channels
                            : (ptrdiff_t)column * s->channels);
  }
  if (!is_parted) {
    er_stage_window(staged, s->segment, &s->image, w, row, left, pixels);
    return;
  }
  uint8_t *whole = staged + w->kernel_h * s->segment + LANES;
  er_stage_window(whole, (ptrdiff_t)pixels * s->channels, &s->image, w, row, left, pixels);
  for (int32_t ky = 0; ky < w->kernel_h; ++ky)
    part_by_stride(staged + ky * s->segment, whole + (ptrdiff_t)ky * pixels * s->channels,
                   s->channels, pixels, w->stride_w, part);
}

/// Output pixels that can be staged together; 0 where not even one can be.
static int32_t largest_tile(const er_window *w, int32_t channels, int32_t is_parted) {
  const int64_t room = is_parted ? ER_STAGED_BYTES / 2 - LANES : ER_STAGED_BYTES;
  const int64_t pixels = room / w->kernel_h / channels - (is_parted ? w->stride_w : 1);
  const int64_t reach = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  if (pixels < reach || w->kernel_h * w->kernel_w > MOST_TAPS) return 0;
  const int64_t tile = (pixels - reach) / w->stride_w + 1;
  return tile < w->out_width ? (int32_t)tile : w->out_width;
}

#endif
