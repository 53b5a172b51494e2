#ifndef EDGE_X86_WINDOWS_H
#define EDGE_X86_WINDOWS_H

#include "avx2.h"

/// Copies `count` inputs as x + 128.
ER_AVX2 void er_copy_flipped(uint8_t *to, const int8_t *from, int32_t count) {
  for (int32_t i = 0; i < count; ++i) to[i] = (uint8_t)(from[i] ^ INT8_MIN);
}

/// Copies the window of output pixel (`row`, `x`), views stitched, inputs as x + 128 and `pad` for
/// those outside the image, every run filled up to `run_bytes`.
ER_AVX2 void er_copy_window(const er_call *call, const er_conv2d_packed_s8_params *p, int32_t row,
                            int32_t x, int32_t run_bytes, uint8_t *to) {
  const er_window *w = &p->window;
  const uint8_t pad = (uint8_t)(128 - p->input_offset);
  const int32_t image_row = row / w->out_height * w->in_height;
  const int32_t top = row % w->out_height * w->stride_h - w->pad_top;
  const int32_t left = x * w->stride_w - w->pad_left;
  const int32_t row_bytes = w->dilation_w > 1 ? w->kernel_w * run_bytes : run_bytes;
  const int32_t tap_bytes = w->dilation_w > 1 ? run_bytes : p->in_channels;
  for (int32_t ky = 0; ky < w->kernel_h; ++ky, to += row_bytes) {
    const int32_t y = top + ky * w->dilation_h;
    uint8_t *tap = to;
    for (int32_t kx = 0; kx < w->kernel_w; ++kx, tap += tap_bytes) {
      const int32_t column = left + kx * w->dilation_w;
      if (y < 0 || y >= w->in_height || column < 0 || column >= w->in_width) {
        for (int32_t c = 0; c < p->in_channels; ++c) tap[c] = pad;
        continue;
      }
      uint8_t *slice = tap;
      for (int32_t n = 0; n < p->input_count; ++n) {
        const er_view *view = &call->inputs[n];
        er_copy_flipped(slice, er_pixel(view, er_row(view, image_row + y), column),
                        view->channels);
        slice += view->channels;
      }
    }
  }
}

#endif
