#include "../dot.h"
#include "edge_kernels.h"
#include "reach.h"

static uint32_t sum_of(const er_call *call, int32_t image_row, er_reach rows, er_reach columns,
                       const int8_t *weights) {
  const er_transpose_conv_s8_params *p = call->params;
  uint32_t sum = 0;
  for (int32_t y = rows.first; y < rows.last; ++y) {
    int8_t *row = er_row(call->inputs, image_row + y);
    const int32_t ky = rows.origin - y * p->stride_h;
    for (int32_t x = columns.first; x < columns.last; ++x) {
      const int32_t kx = columns.origin - x * p->stride_w;
      const int8_t *tap = weights + (ptrdiff_t)(ky * p->kernel_w + kx) * p->in_channels;
      sum += er_dot_s8(er_pixel(call->inputs, row, x), tap, p->in_channels, p->input_offset);
    }
  }
  return sum;
}

static void store_pixel(const er_call *call, int32_t image_row, er_reach rows, er_reach columns,
                        int8_t *out) {
  const er_transpose_conv_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const int32_t *multiplier = bias + p->out_channels;
  const int32_t *shift = multiplier + p->out_channels;
  const int8_t *weights = (const int8_t *)(shift + p->out_channels);
  const ptrdiff_t filter_bytes = (ptrdiff_t)p->kernel_h * p->kernel_w * p->in_channels;
  for (int32_t c = 0; c < p->out_channels; ++c) {
    const uint32_t taps = sum_of(call, image_row, rows, columns, weights + c * filter_bytes);
    const int32_t sum = er_wrapping_add((int32_t)taps, bias[c]);
    out[c] = er_requantize_s8(sum, multiplier[c], shift[c], p->output_offset, p->activation_min,
                              p->activation_max);
  }
}

void er_transpose_conv_s8_scalar(const er_call *call) {
  const er_transpose_conv_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const int32_t image_row = row / p->out_height * p->in_height;
    const er_reach rows =
        er_reach_of(row % p->out_height, p->pad_top, p->stride_h, p->kernel_h, p->in_height);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->out_width);
      const er_reach columns = er_reach_of(x, p->pad_left, p->stride_w, p->kernel_w, p->in_width);
      store_pixel(call, image_row, rows, columns, er_pixel(call->outputs, out, x));
    }
  }
}
