#ifndef EDGE_X86_CHANNELWISE_AVX2_H
#define EDGE_X86_CHANNELWISE_AVX2_H

#include "requantize_avx2.h"
#include "staging_avx2.h"

// Windows over channels that do not mix: depthwise convolutions and average pools.
//
// Rows are staged as words, x + 128. A vector holds sixteen: channels of one pixel or, where there
// are few and the stride is 1, of several pixels. Two taps make one pair; unpacking two vectors of
// inputs leaves channels 0 to 3 and 8 to 11 in the first half, the others in the second, and
// packing the halves' results restores the order.

enum { WORDS = 16, HALVES = 2, VECTORS = 4, MOST_TAPS = 256, PREPARED_VECTORS = 640 };

/// Of all rows of a window, and the bytes of one before they become words.
enum { STAGED_WORDS = 20 << 10 };

/// The constants of the channels that one vector holds, in the order of the halves.
typedef struct {
  __m256i bias[HALVES];
  er_scales_avx2 scales[HALVES];
  int32_t first, count;  // channels
  _Alignas(32) __m256i weights[];  // pair by pair, HALVES each
} er_group;

/// What the pixels of a call have in common.
typedef struct {
  const er_call *call;
  const er_window *window;
  er_range range;
  er_staged_image image;
  er_staged_rows held;
  int32_t channels;
  int32_t together;      // pixels in one vector
  int32_t pairs;
  ptrdiff_t pixel_step;  // words from the staged window of one pixel to the next one's
  ptrdiff_t segment;     // words from one staged row to the next
  ptrdiff_t *taps;       // where they lie behind the first pixel's column, whole pairs
} er_channelwise;

/// How sums become results.
typedef enum { AS_FLOAT_POSITIVE, AS_FLOAT, AS_SCALED, AS_MEAN } finishing;

/// x * scale + sign(x) * half, rounded towards zero.
ER_AVX2 __m256i truncated(__m256i x, __m256 scale, __m256 half) {
  const __m256 value = _mm256_cvtepi32_ps(x);
  const __m256 sign = _mm256_and_ps(value, _mm256_set1_ps(-0.0F));
  return _mm256_cvttps_epi32(_mm256_fmadd_ps(value, scale, _mm256_or_ps(half, sign)));
}

/// The results of one vector, as words.
ER_AVX2 __m256i finish(const er_channelwise *s, const er_group *g, const __m256i sums[HALVES],
                       const finishing how) {
  __m256i y[HALVES];
  ER_UNROLLED for (int32_t j = 0; j < HALVES; ++j) {
    const er_scales_avx2 *scales = &g->scales[j];
    if (how == AS_MEAN)
      y[j] = truncated(sums[j], scales->scale, scales->half);
    else if (how == AS_FLOAT_POSITIVE)
      y[j] = er_requantize_float_positive_avx2(sums[j], scales->scale, scales->half);
    else if (how == AS_FLOAT)
      y[j] = er_requantize_float_avx2(sums[j], scales->scale, scales->half);
    else
      y[j] = er_requantize_avx2(sums[j], scales, &s->range);
  }
  return _mm256_packs_epi32(y[0], y[1]);
}

/// What finishing a vector needs, kept in registers.
typedef struct {
  __m256i offset, low, high;
  ptrdiff_t step;    // from one output pixel to the next
  int32_t channels;  // of one pixel in the vector
} finisher;

ER_AVX2 finisher make_finisher(const er_channelwise *s, const er_group *g) {
  const finisher f = {_mm256_set1_epi16((short)s->range.offset),
                      _mm256_set1_epi8((char)s->range.low), _mm256_set1_epi8((char)s->range.high),
                      s->call->outputs->pixel_bytes, g->count};
  return f;
}

/// Stores the results of `pixels` pixels.
ER_AVX2 void store_vector(const finisher *f, int8_t *out, __m128i bytes, int32_t pixels) {
  if (f->channels == WORDS) {
    _mm_storeu_si128((void *)out, bytes);
    return;
  }
  if (pixels == 1 || f->step == f->channels) {
    er_store_bytes_avx2(out, bytes, f->channels * pixels);
    return;
  }
  _Alignas(16) int8_t held[WORDS];
  _mm_store_si128((void *)held, bytes);
  for (int32_t i = 0; i < pixels; ++i)
    for (int32_t c = 0; c < f->channels; ++c) out[i * f->step + c] = held[i * f->channels + c];
}

/// Sums and stores `count` vectors; the last holds `last` pixels.
ER_AVX2 void compute_vectors(const er_channelwise *s, const er_group *g, const finisher *f,
                             const uint16_t *staged, int8_t *out, int32_t last,
                             const int32_t count, const finishing how) {
  const ptrdiff_t together = s->together, step = s->pixel_step * together;
  __m256i sums[VECTORS][HALVES];
  ER_UNROLLED for (int32_t i = 0; i < count; ++i)
    ER_UNROLLED for (int32_t j = 0; j < HALVES; ++j) sums[i][j] = g->bias[j];
  const ptrdiff_t *tap = s->taps;
  const __m256i *weights = g->weights, *end = weights + HALVES * s->pairs;
  for (; weights < end; weights += HALVES, tap += 2) {
    const uint16_t *first = staged + tap[0], *second = staged + tap[1];
    ER_UNROLLED for (int32_t i = 0; i < count; ++i) {
      const __m256i a = _mm256_loadu_si256((const void *)(first + i * step));
      const __m256i b = _mm256_loadu_si256((const void *)(second + i * step));
      sums[i][0] = _mm256_add_epi32(sums[i][0],
                                    _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weights[0]));
      sums[i][1] = _mm256_add_epi32(sums[i][1],
                                    _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weights[1]));
    }
  }
  ER_UNROLLED for (int32_t i = 0; i < count; i += 2, out += 2 * together * f->step) {
    const __m256i words = _mm256_adds_epi16(finish(s, g, sums[i], how), f->offset);
    const __m256i next =
        i + 1 < count ? _mm256_adds_epi16(finish(s, g, sums[i + 1], how), f->offset) : words;
    const __m256i bytes = _mm256_permute4x64_epi64(
        _mm256_min_epi8(_mm256_max_epi8(_mm256_packs_epi16(words, next), f->low), f->high), 0xD8);
    store_vector(f, out, _mm256_castsi256_si128(bytes),
                 i + 1 < count ? (int32_t)together : last);
    if (i + 1 < count)
      store_vector(f, out + together * f->step, _mm256_extracti128_si256(bytes, 1),
                   i + 2 < count ? (int32_t)together : last);
  }
}

/// Computes a group's channels at `pixels` neighbouring pixels.
ER_AVX2 void compute_pixels(const er_channelwise *s, const er_group *g, const uint16_t *staged,
                            int8_t *out, int32_t pixels, const finishing how) {
  const finisher f = make_finisher(s, g);
  const int32_t together = s->together;
  while (pixels > 0) {
    const int32_t vectors = (pixels + together - 1) / together;
    const int32_t count = vectors >= VECTORS ? VECTORS : vectors;
    const int32_t done = count * together < pixels ? count * together : pixels;
    const int32_t last = done - (count - 1) * together;
    if (count == 4)
      compute_vectors(s, g, &f, staged, out, last, 4, how);
    else if (count == 3)
      compute_vectors(s, g, &f, staged, out, last, 3, how);
    else if (count == 2)
      compute_vectors(s, g, &f, staged, out, last, 2, how);
    else
      compute_vectors(s, g, &f, staged, out, last, 1, how);
    staged += done * s->pixel_step;
    out += done * f.step;
    pixels -= done;
  }
}

/// May read and write up to 15 elements behind the last.
ER_AVX2 void widen(uint16_t *to, const uint8_t *from, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += WORDS)
    _mm256_storeu_si256((void *)(to + i),
                        _mm256_cvtepu8_epi16(_mm_loadu_si128((const void *)(from + i))));
}

/// Stages the windows of `count` output pixels from `x` on.
ER_AVX2 void stage(er_channelwise *s, uint16_t *staged, int32_t row, int32_t x, int32_t count) {
  const er_window *w = s->window;
  const int32_t pixels = (count - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w + 1;
  const ptrdiff_t words = (ptrdiff_t)pixels * s->channels;
  const int32_t left = x * w->stride_w - w->pad_left;
  if (count < w->out_width) s->held.is_empty = 1;
  s->segment = words + WORDS;
  uint8_t *whole = (uint8_t *)(staged + w->kernel_h * s->segment);
  int32_t first, last;
  er_staged_advance(&s->held, w, row, &first, &last);
  for (int32_t ky = first; ky < last; ++ky) {
    const int32_t y = s->held.origin + ky * w->dilation_h;
    if (y < 0 || y >= w->in_height)
      er_stage_fill(whole, words, s->image.pad);
    else
      er_stage_row(whole, &s->image, s->held.image * w->in_height + y, left, pixels);
    widen(staged + er_staged_segment(&s->held, w, ky) * s->segment, whole, words);
  }
  ptrdiff_t *tap = s->taps;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky)
    for (int32_t kx = 0; kx < w->kernel_w; ++kx)
      *tap++ = er_staged_segment(&s->held, w, ky) * s->segment +
               (ptrdiff_t)kx * w->dilation_w * s->channels;
  if ((tap - s->taps) % 2) *tap = 0;
}

/// Output pixels that can be staged together; 0 where not even one can be.
static int32_t largest_tile(const er_window *w, int32_t channels) {
  if (w->kernel_w > MOST_TAPS / w->kernel_h) return 0;
  const int64_t reach = (int64_t)(w->kernel_w - 1) * w->dilation_w + 1;
  const int64_t words =
      (2 * STAGED_WORDS - 64) / (2 * w->kernel_h + 1) - WORDS;  // of a row, beside its bytes
  const int64_t pixels = words / channels;
  if (pixels < reach) return 0;
  const int64_t tile = (pixels - reach) / w->stride_w + 1;
  return tile < w->out_width ? (int32_t)tile : w->out_width;
}

/// Pixels that one vector holds.
static int32_t pixels_together(const er_window *w, int32_t channels) {
  return w->stride_w == 1 && channels < WORDS ? WORDS / channels : 1;
}

#endif
