#include "windows.h"

// Convolution with vectors of eight sums. The includer defines ER_INLINE, the attributes of
// functions, and ER_DOT: `__m256i ER_DOT(__m256i sums, __m256i inputs, __m256i weights)`, sums of
// products of four unsigned inputs, the same in every lane, with four signed weights.

enum { PANEL = 16, PIXELS = 4, MOST_WINDOW_BYTES = 8 << 10 };

/// Adds the products of up to four windows, each `window_bytes` behind the one before, with one
/// panel of `count` channels.
ER_INLINE void add_products(__m256i sums[PIXELS][2], const uint8_t *windows, int32_t window_bytes,
                            const int8_t *weights, int32_t count, const int32_t pixels) {
  const __m256i first = er_first_lanes_avx2(count), second = er_first_lanes_avx2(count - 8);
  for (int32_t k = 0; k < window_bytes; k += 4, weights += 4 * count) {
    const __m256i low = _mm256_maskload_epi32((const int *)weights, first);
    const __m256i high = _mm256_maskload_epi32((const int *)(weights + 32), second);
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
      int32_t quad;
      __builtin_memcpy(&quad, windows + i * window_bytes + k, sizeof quad);
      const __m256i inputs = _mm256_set1_epi32(quad);
      sums[i][0] = ER_DOT(sums[i][0], inputs, low);
      sums[i][1] = ER_DOT(sums[i][1], inputs, high);
    }
  }
}

/// Computes all channels of `pixels` output pixels whose windows are copied.
ER_INLINE void convolve(const er_call *call, const uint8_t *windows, int32_t window_bytes,
                        int8_t *const outs[PIXELS], const int32_t pixels) {
  const er_conv2d_packed_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const int8_t *weights =
      (const int8_t *)call->constants + (ptrdiff_t)ER_PACKED_CHANNEL_BYTES * p->out_channels;
  const er_stage_avx2 stage = {bias, p->out_channels, p->output_offset, p->activation_min,
                               p->activation_max};
  for (int32_t c = 0; c < p->out_channels; c += PANEL) {
    const int32_t count = p->out_channels - c < PANEL ? p->out_channels - c : PANEL;
    __m256i sums[PIXELS][2];
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
      sums[i][0] = _mm256_maskload_epi32(bias + c, er_first_lanes_avx2(count));
      sums[i][1] = _mm256_maskload_epi32(bias + c + 8, er_first_lanes_avx2(count - 8));
    }
    add_products(sums, windows, window_bytes, weights + (ptrdiff_t)c * window_bytes, count,
                 pixels);
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i) {
      er_finish_avx2(&stage, sums[i][0], c, count < 8 ? count : 8, outs[i] + c);
      if (count > 8) er_finish_avx2(&stage, sums[i][1], c + 8, count - 8, outs[i] + c + 8);
    }
  }
}

/// Computes the output pixels of one row.
ER_INLINE void convolve_row(const er_call *call, int32_t row, int32_t run_bytes,
                            int32_t window_bytes, uint8_t *windows) {
  const er_conv2d_packed_s8_params *p = call->params;
  int8_t *out = er_row(call->outputs, row);
  for (int32_t done = 0; done < p->window.out_width;) {
    const int32_t left = p->window.out_width - done;
    const int32_t pixels = left < PIXELS ? 1 : PIXELS;
    int8_t *outs[PIXELS];
    for (int32_t i = 0; i < pixels; ++i) {
      const int32_t x = er_nth_pixel(call, done + i, p->window.out_width);
      er_copy_window(call, p, row, x, run_bytes, windows + i * window_bytes);
      outs[i] = er_pixel(call->outputs, out, x);
    }
    if (pixels == PIXELS)
      convolve(call, windows, window_bytes, outs, PIXELS);
    else
      convolve(call, windows, window_bytes, outs, 1);
    done += pixels;
  }
}

ER_INLINE void convolve_rows(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const int32_t run_inputs = er_packed_run_inputs(&p->window, p->in_channels);
  const int32_t run_bytes = (run_inputs + 3) / 4 * 4;
  const int64_t window_bytes =
      (int64_t)run_bytes * er_packed_runs(&p->window) * p->window.kernel_h;
  if (window_bytes > MOST_WINDOW_BYTES) {
    er_conv2d_packed_s8_scalar(call);
    return;
  }
  _Alignas(32) uint8_t windows[PIXELS * MOST_WINDOW_BYTES];
  // What fills runs up meets weights of 0, but is not to be whatever the stack holds.
  if (run_bytes > run_inputs) __builtin_memset(windows, 0, (size_t)(PIXELS * window_bytes));
  for (int32_t i = 0; i < call->row_count; ++i)
    convolve_row(call, er_nth_row(call, i), run_bytes, (int32_t)window_bytes, windows);
}
