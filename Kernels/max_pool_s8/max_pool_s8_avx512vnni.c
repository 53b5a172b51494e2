#if defined(__x86_64__)
#include "../x86/avx512.h"
#include "edge_kernels.h"

/// Pools one output pixel of the channels of one view. `rows` are the input rows at its first
/// column inside the image, `columns` how many there are.
ER_AVX512 void pool_view(const int8_t *const *rows, int32_t row_count, int32_t columns,
                         const er_view *view, int8_t *out, __m512i low, __m512i high) {
  for (int32_t c = 0; c < view->channels; c += 64) {
    const __mmask64 mask = er_bytes_mask(view->channels - c);
    __m512i best = low;
    for (int32_t ky = 0; ky < row_count; ++ky) {
      const int8_t *x = rows[ky] + c;
      for (int32_t kx = 0; kx < columns; ++kx, x += view->pixel_bytes)
        best = _mm512_max_epi8(best, _mm512_maskz_loadu_epi8(mask, x));
    }
    best = _mm512_min_epi8(best, high);
    if (mask == ~UINT64_C(0))
      _mm512_storeu_si512(out + c, best);
    else
      _mm512_mask_storeu_epi8(out + c, mask, best);
  }
}

enum { MOST_ROWS = 32 };

ER_AVX512 void pool_row(const er_call *call, const er_view *view, int32_t row) {
  const er_max_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  const __m512i low = _mm512_set1_epi8((char)p->activation_min);
  const __m512i high = _mm512_set1_epi8((char)p->activation_max);
  const er_taps taps = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, 1,
                                  w->in_height);
  const int32_t image_row = row / w->out_height * w->in_height + taps.origin;
  const int32_t count = taps.last - taps.first;
  const int8_t *starts[MOST_ROWS], *rows[MOST_ROWS];
  for (int32_t ky = 0; ky < count; ++ky)
    starts[ky] = er_row(view, image_row + taps.first + ky);
  int8_t *out = er_row(call->outputs, row);
  for (int32_t j = 0; j < w->out_width; ++j) {
    const int32_t x = er_nth_pixel(call, j, w->out_width);
    const er_taps columns =
        er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, 1, w->in_width);
    const ptrdiff_t left = (ptrdiff_t)(columns.origin + columns.first) * view->pixel_bytes;
    for (int32_t ky = 0; ky < count; ++ky) rows[ky] = starts[ky] + left;
    pool_view(rows, count, columns.last - columns.first, view,
              er_pixel(call->outputs, out, x), low, high);
  }
}

ER_AVX512_TARGET void er_max_pool_s8_avx512vnni(const er_call *call) {
  const er_max_pool_s8_params *p = call->params;
  // Several views make a pixel of the output together, but a row would be stored view by view.
  if (p->input_count > 1 || p->window.kernel_h > MOST_ROWS) {
    er_max_pool_s8_scalar(call);
    return;
  }
  for (int32_t i = 0; i < call->row_count; ++i)
    pool_row(call, call->inputs, er_nth_row(call, i));
}
#endif
