#include "../dot.h"
#include "edge_kernels.h"

/// The input positions [first, last) that reach an output position along one axis; position i does
/// so through kernel tap `origin - i * stride`.
typedef struct {
  int32_t origin;
  int32_t first, last;
} reach;

static reach reach_of(int32_t position, int32_t pad, int32_t stride, int32_t kernel,
                      int32_t size) {
  reach r = {position + pad, 0, 0};
  const int32_t beyond = r.origin - kernel;  // taps of earlier positions lie behind the kernel
  if (beyond >= 0) r.first = beyond / stride + 1;
  r.last = r.origin / stride + 1;
  if (r.last > size) r.last = size;
  return r;
}

static uint32_t sum_of(const er_call *call, int32_t image_row, reach rows, reach columns,
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

static void store_pixel(const er_call *call, int32_t image_row, reach rows, reach columns,
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
    const reach rows =
        reach_of(row % p->out_height, p->pad_top, p->stride_h, p->kernel_h, p->in_height);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->out_width);
      const reach columns = reach_of(x, p->pad_left, p->stride_w, p->kernel_w, p->in_width);
      store_pixel(call, image_row, rows, columns, er_pixel(call->outputs, out, x));
    }
  }
}
