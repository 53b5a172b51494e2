#if defined(__x86_64__)
#include "../x86/requantize_avx2.h"
#include "edge_kernels.h"
#include "reach.h"

// Input pixels are staged as 16-bit numbers with the offset added, whole vectors a pixel. Where
// channels are left over, the last vector is that of the last channels, with zeros where a channel
// before them lies: so its weights are whole vectors too, and none is read beyond the constants.

enum { VALUES = 16, OUTPUTS = 8, MOST_STAGED = 8 << 10 };

/// The input pixels that reach some pixels of one output row.
typedef struct {
  er_reach rows;
  int32_t first_column, columns;
  int32_t vectors;  // of a pixel
  int16_t *values;  // [rows][columns][vectors][VALUES]
} staged_pixels;

/// Output channels that are computed together.
typedef struct {
  const er_transpose_conv_s8_params *params;
  const int8_t *filters[OUTPUTS];  // those behind the last channel are the last one's
  int32_t first, count;
  __m256i bias;
  er_scales_avx2 scales;
  er_range range;
} output_block;

static int32_t vectors_of(const er_transpose_conv_s8_params *p) {
  return (p->in_channels + VALUES - 1) / VALUES;
}

ER_AVX2 void stage_pixel(int16_t *to, const int8_t *x, int32_t channels, int32_t offset) {
  const __m256i offsets = _mm256_set1_epi16((short)offset);
  int32_t c = 0;
  for (; c + VALUES <= channels; c += VALUES, to += VALUES) {
    const __m256i values = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)(x + c)));
    _mm256_storeu_si256((void *)to, _mm256_add_epi16(values, offsets));
  }
  if (c == channels) return;
  _mm256_storeu_si256((void *)to, _mm256_setzero_si256());
  for (; c < channels; ++c) to[VALUES - (channels - c)] = (int16_t)(x[c] + offset);
}

ER_AVX2 void stage(const er_call *call, const staged_pixels *s, int32_t image_row) {
  const er_transpose_conv_s8_params *p = call->params;
  int16_t *to = s->values;
  for (int32_t y = s->rows.first; y < s->rows.last; ++y) {
    int8_t *row = er_row(call->inputs, image_row + y);
    for (int32_t x = 0; x < s->columns; ++x, to += s->vectors * VALUES)
      stage_pixel(to, er_pixel(call->inputs, row, s->first_column + x), p->in_channels,
                  p->input_offset);
  }
}

/// Adds the products of one input pixel with one tap of every filter.
ER_AVX2 void add_tap(__m256i sums[OUTPUTS], const output_block *b, const int16_t *pixel,
                     int32_t vectors, ptrdiff_t tap) {
  const int32_t channels = b->params->in_channels;
  for (int32_t v = 0; v < vectors; ++v) {
    const __m256i x = _mm256_loadu_si256((const void *)(pixel + v * VALUES));
    const int32_t end = (v + 1) * VALUES;
    const ptrdiff_t at = tap + (end < channels ? end : channels) - VALUES;
    ER_UNROLLED for (int32_t o = 0; o < OUTPUTS; ++o) {
      const __m256i w = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)(b->filters[o] + at)));
      sums[o] = _mm256_add_epi32(sums[o], _mm256_madd_epi16(x, w));
    }
  }
}

/// Each vector's lanes, added up.
ER_AVX2 __m256i sums_of_lanes(const __m256i v[OUTPUTS]) {
  const __m256i low = _mm256_hadd_epi32(_mm256_hadd_epi32(v[0], v[1]),
                                        _mm256_hadd_epi32(v[2], v[3]));
  const __m256i high = _mm256_hadd_epi32(_mm256_hadd_epi32(v[4], v[5]),
                                         _mm256_hadd_epi32(v[6], v[7]));
  return _mm256_add_epi32(_mm256_permute2x128_si256(low, high, 0x20),
                          _mm256_permute2x128_si256(low, high, 0x31));
}

/// The sums of one output pixel.
ER_AVX2 __m256i sums_at(const output_block *b, const staged_pixels *s, er_reach columns) {
  const er_transpose_conv_s8_params *p = b->params;
  __m256i sums[OUTPUTS];
  ER_UNROLLED for (int32_t o = 0; o < OUTPUTS; ++o) sums[o] = _mm256_setzero_si256();
  for (int32_t y = s->rows.first; y < s->rows.last; ++y) {
    const ptrdiff_t tap_row = (ptrdiff_t)(s->rows.origin - y * p->stride_h) * p->kernel_w;
    const ptrdiff_t row = (ptrdiff_t)(y - s->rows.first) * s->columns - s->first_column;
    for (int32_t x = columns.first; x < columns.last; ++x)
      add_tap(sums, b, s->values + (row + x) * s->vectors * VALUES, s->vectors,
              (tap_row + columns.origin - x * p->stride_w) * p->in_channels);
  }
  return _mm256_add_epi32(sums_of_lanes(sums), b->bias);
}

/// Whether er_requantize_exactly_avx2 is right for small sums of all `lanes`.
ER_AVX2 int32_t are_exact(__m256i multiplier, __m256i shift, __m256i lanes) {
  const __m256i outside =
      _mm256_or_si256(multiplier, _mm256_cmpgt_epi32(shift, _mm256_set1_epi32(-1)));
  return !_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_and_si256(outside, lanes)));
}

ER_AVX2 output_block block_of(const er_call *call, int32_t first) {
  const er_transpose_conv_s8_params *p = call->params;
  const ptrdiff_t channels = p->out_channels, left = channels - first;
  const int32_t *bias = call->constants;
  const int8_t *weights = (const int8_t *)(bias + 3 * channels);
  const ptrdiff_t filter = (ptrdiff_t)p->kernel_h * p->kernel_w * p->in_channels;
  output_block b = {
      .params = p,
      .first = first,
      .count = left < OUTPUTS ? (int32_t)left : OUTPUTS,
      .range = {p->output_offset, p->activation_min, p->activation_max, 0},
  };
  for (int32_t o = 0; o < OUTPUTS; ++o)
    b.filters[o] = weights + (first + (o < b.count ? o : b.count - 1)) * filter;
  const __m256i lanes = er_first_lanes_avx2(b.count);
  b.bias = _mm256_maskload_epi32(bias + first, lanes);
  b.scales.multiplier = _mm256_maskload_epi32(bias + channels + first, lanes);
  b.scales.shift = _mm256_maskload_epi32(bias + 2 * channels + first, lanes);
  b.scales.how = are_exact(b.scales.multiplier, b.scales.shift, lanes) ? EXACTLY : BY_RULE;
  return b;
}

/// Stores the block's channels of one output pixel.
ER_AVX2 void store(const output_block *b, __m256i sums, int8_t *out) {
  const __m256i moved = _mm256_add_epi32(sums, _mm256_set1_epi32(1 << 30));
  er_scales_avx2 scales = b->scales;
  // A sum that becomes negative here is not one that er_requantize_exactly_avx2 can double.
  if (_mm256_movemask_ps(_mm256_castsi256_ps(moved))) scales.how = BY_RULE;
  const __m256i v = er_requantize_avx2(sums, &scales, &b->range);
  const __m256i bytes = er_narrow_avx2(v, v, v, v, &b->range);
  er_store_bytes_avx2(out + b->first, _mm256_castsi256_si128(bytes), b->count);
}

static er_reach columns_of(const er_transpose_conv_s8_params *p, int32_t x) {
  return er_reach_of(x, p->pad_left, p->stride_w, p->kernel_w, p->in_width);
}

/// Computes pixels [first, first + count) of one output row; stages all they need before.
ER_AVX2 void compute_part(const er_call *call, int32_t row, er_reach rows, int16_t *values,
                          int32_t first, int32_t count) {
  const er_transpose_conv_s8_params *p = call->params;
  const int32_t column = columns_of(p, first).first;
  const int32_t columns = columns_of(p, first + count - 1).last - column;
  const staged_pixels s = {rows, column, columns > 0 ? columns : 0, vectors_of(p), values};
  stage(call, &s, row / p->out_height * p->in_height);
  int8_t *out = er_row(call->outputs, row);
  for (int32_t c = 0; c < p->out_channels; c += OUTPUTS) {
    const output_block b = block_of(call, c);
    for (int32_t x = first; x < first + count; ++x)
      store(&b, sums_at(&b, &s, columns_of(p, x)), er_pixel(call->outputs, out, x));
  }
}

/// How many output pixels of one row can be staged together; less than 1 where none can.
static int64_t largest_part(const er_transpose_conv_s8_params *p) {
  const int64_t rows = (int64_t)(p->kernel_h - 1) / p->stride_h + 1;
  const int64_t columns = MOST_STAGED / VALUES / vectors_of(p) / rows;
  return columns * p->stride_w - p->kernel_w + 1;
}

ER_AVX2_TARGET static void transpose(const er_call *call, int32_t most) {
  const er_transpose_conv_s8_params *p = call->params;
  _Alignas(32) int16_t values[MOST_STAGED];
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const er_reach rows =
        er_reach_of(row % p->out_height, p->pad_top, p->stride_h, p->kernel_h, p->in_height);
    for (int32_t done = 0; done < p->out_width;) {
      const int32_t left = p->out_width - done, count = left < most ? left : most;
      const int32_t first = call->row_step > 0 ? done : left - count;
      compute_part(call, row, rows, values, first, count);
      done += count;
    }
  }
}

/// Whether a vector of weights may begin before the first filter: bias and the like lie there.
static int has_room_before(const er_transpose_conv_s8_params *p) {
  return p->in_channels >= VALUES || 12 * (int64_t)p->out_channels >= VALUES - p->in_channels;
}

void er_transpose_conv_s8_avx2(const er_call *call) {
  const er_transpose_conv_s8_params *p = call->params;
  const int64_t most = largest_part(p);
  if (most < 1 || !has_room_before(p))
    er_transpose_conv_s8_scalar(call);
  else
    transpose(call, most < p->out_width ? (int32_t)most : p->out_width);
}
#endif
