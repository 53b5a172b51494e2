#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

enum { LANES = 32 };

/// The taps of one output pixel.
typedef struct {
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
} taps;

ER_AVX2 __m256i load(const int8_t *from, int32_t count) {
  _Alignas(32) int8_t held[LANES] = {0};
  if (count == LANES) return _mm256_loadu_si256((const void *)from);
  for (int32_t c = 0; c < count; ++c) held[c] = from[c];
  return _mm256_load_si256((const void *)held);
}

ER_AVX2 void store(int8_t *to, __m256i values, int32_t count) {
  _Alignas(32) int8_t held[LANES];
  if (count == LANES) {
    _mm256_storeu_si256((void *)to, values);
    return;
  }
  _mm256_store_si256((void *)held, values);
  for (int32_t c = 0; c < count; ++c) to[c] = held[c];
}

/// Pools the channels [first, first + count) of one view; count is at most LANES.
ER_AVX2 void pool_channels(const taps *t, const er_max_pool_s8_params *p, const er_view *view,
                           int32_t first, int32_t count, int8_t *out) {
  __m256i best = _mm256_set1_epi8((char)p->activation_min);
  for (int32_t ky = t->rows.first; ky < t->rows.last; ++ky) {
    int8_t *row = er_row(view, t->image_row + t->rows.origin + ky);
    for (int32_t kx = t->columns.first; kx < t->columns.last; ++kx) {
      const int8_t *x = er_pixel(view, row, t->columns.origin + kx) + first;
      best = _mm256_max_epi8(best, load(x, count));
    }
  }
  store(out, _mm256_min_epi8(best, _mm256_set1_epi8((char)p->activation_max)), count);
}

ER_AVX2 void pool_pixel(const taps *t, const er_call *call, int8_t *out) {
  const er_max_pool_s8_params *p = call->params;
  for (int32_t i = 0; i < p->input_count; ++i) {
    const er_view *view = &call->inputs[i];
    for (int32_t c = 0; c < view->channels; c += LANES) {
      const int32_t left = view->channels - c;
      pool_channels(t, p, view, c, left < LANES ? left : LANES, out + c);
    }
    out += view->channels;
  }
}

ER_AVX2_TARGET void er_max_pool_s8_avx2(const er_call *call) {
  const er_max_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  taps t;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    t.image_row = row / w->out_height * w->in_height;
    t.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, 1, w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      t.columns = er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, 1, w->in_width);
      pool_pixel(&t, call, er_pixel(call->outputs, out, x));
    }
  }
}
#endif
