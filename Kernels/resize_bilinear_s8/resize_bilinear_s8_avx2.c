#if defined(__x86_64__)
#include "../x86/requantize_avx2.h"
#include "blend.h"
#include "edge_kernels.h"

/// Stands for all of a pixel's channels, fewer than eight.
enum { ALL = 0 };

/// What one output pixel is computed from.
typedef struct {
  const int8_t *corners[4];  // as they are read: upper row left and right, then the lower row's
  __m256i columns;           // their weights, left and right in turns, 16 bits each
  __m256i above, below;      // the rows'
} blended_pixel;

/// `count` bytes, fewer than eight, none of them read behind the last.
ER_AVX2 __m128i load_few(const int8_t *from, int32_t count) {
  uint32_t first, last;
  if (count >= 4) {
    __builtin_memcpy(&first, from, sizeof first);
    __builtin_memcpy(&last, from + count - 4, sizeof last);
    return _mm_cvtsi64_si128((int64_t)(first | (uint64_t)last << 8 * (count - 4)));
  }
  const int32_t middle = count / 2, end = count - 1;
  return _mm_cvtsi32_si128((uint8_t)from[0] | (uint8_t)from[middle] << 8 * middle |
                           (uint8_t)from[end] << 8 * end);
}

/// `count` channels of a corner, 16, 8 or fewer, widened to 16 bits.
ER_AVX2 __m256i load_corner(const int8_t *from, int32_t count) {
  return _mm256_cvtepi8_epi16(count == 16  ? _mm_loadu_si128((const void *)from)
                              : count == 8 ? _mm_loadl_epi64((const void *)from)
                                           : load_few(from, count));
}

/// What is weighted by columns, weighted by rows and rounded: ties go away from zero.
ER_AVX2 __m256i blend_lanes(const blended_pixel *b, __m256i above, __m256i below) {
  const __m256i sum = _mm256_add_epi32(
      _mm256_mullo_epi32(_mm256_madd_epi16(above, b->columns), b->above),
      _mm256_mullo_epi32(_mm256_madd_epi16(below, b->columns), b->below));
  const __m256i half = _mm256_set1_epi32(ER_BLEND_ONE * ER_BLEND_ONE / 2);
  const __m256i size = _mm256_srli_epi32(_mm256_add_epi32(_mm256_abs_epi32(sum), half), 20);
  return _mm256_sign_epi32(size, sum);
}

/// Blends `count` channels from channel `c` on.
ER_AVX2 void blend_channels(const blended_pixel *b, int32_t c, int8_t *out, int32_t count) {
  __m256i corners[4];
  ER_UNROLLED for (int32_t i = 0; i < 4; ++i) corners[i] = load_corner(b->corners[i] + c, count);
  const __m256i first = blend_lanes(b, _mm256_unpacklo_epi16(corners[0], corners[1]),
                                    _mm256_unpacklo_epi16(corners[2], corners[3]));
  const __m256i second = blend_lanes(b, _mm256_unpackhi_epi16(corners[0], corners[1]),
                                     _mm256_unpackhi_epi16(corners[2], corners[3]));
  const __m256i words = _mm256_packs_epi32(first, second);
  const __m128i bytes =
      _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  er_store_bytes_avx2(out + c, bytes, count);
}

/// Blends all channels, `step` at a time; what is left at the end with the last of those before it.
ER_AVX2 void blend_pixel(const blended_pixel *b, int32_t channels, int8_t *out, int32_t step) {
  int32_t c = 0;
  for (; c + step <= channels; c += step) blend_channels(b, c, out, step);
  if (c < channels) blend_channels(b, channels - step, out, step);
}

ER_AVX2 void blend_row(const er_call *call, int32_t row, int32_t step) {
  const er_resize_bilinear_s8_params *p = call->params;
  const er_view *input = call->inputs;
  const int32_t image_row = row / p->out_height * p->in_height;
  const er_blend y = er_blend_at(row % p->out_height, p->scale_h, p->offset_h, p->in_height);
  int8_t *above = er_row(input, image_row + y.lower), *below = er_row(input, image_row + y.upper);
  int8_t *out = er_row(call->outputs, row);
  blended_pixel b = {.above = _mm256_set1_epi32(y.lower_weight),
                     .below = _mm256_set1_epi32(y.upper_weight)};
  for (int32_t j = 0; j < p->out_width; ++j) {
    const int32_t at = er_nth_pixel(call, j, p->out_width);
    const er_blend x = er_blend_at(at, p->scale_w, p->offset_w, p->in_width);
    b.corners[0] = er_pixel(input, above, x.lower);
    b.corners[1] = er_pixel(input, above, x.upper);
    b.corners[2] = er_pixel(input, below, x.lower);
    b.corners[3] = er_pixel(input, below, x.upper);
    b.columns = _mm256_set1_epi32(x.upper_weight << 16 | x.lower_weight);
    blend_pixel(&b, p->channels, er_pixel(call->outputs, out, at),
                step == ALL ? p->channels : step);
  }
}

/// Computes all rows, in a function of its own for each number of channels that is often met.
#define RESIZE(name, step)                                                          \
  ER_AVX2_TARGET __attribute__((noinline)) static void name(const er_call *call) {  \
    for (int32_t i = 0; i < call->row_count; ++i)                                   \
      blend_row(call, er_nth_row(call, i), step);                                   \
  }
RESIZE(resize_by_1, 1)
RESIZE(resize_by_2, 2)
RESIZE(resize_by_3, 3)
RESIZE(resize_by_4, 4)
RESIZE(resize_few, ALL)
RESIZE(resize_by_8, 8)
RESIZE(resize_by_16, 16)

static const er_kernel by_channels[] = {NULL,        resize_by_1, resize_by_2,
                                        resize_by_3, resize_by_4, resize_few,
                                        resize_few,  resize_few,  resize_by_8};

void er_resize_bilinear_s8_avx2(const er_call *call) {
  const er_resize_bilinear_s8_params *p = call->params;
  (p->channels >= 16 ? resize_by_16 : by_channels[er_clamp(p->channels, 1, 8)])(call);
}
#endif
