#include "edge_kernels.h"

/// What the channels of one output pixel have in common.
typedef struct {
  const er_call *call;
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
} pixel;

/// The sum of all taps, for channel `c` of `view`; `w` is the weight of its first tap.
static uint32_t sum_of_taps(const pixel *p, const er_view *view, int32_t c, const int8_t *w) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const er_window *window = &params->window;
  const int32_t pad = 128 - params->input_offset;
  uint32_t sum = 0;
  for (int32_t ky = 0; ky < window->kernel_h; ++ky)
    for (int32_t kx = 0; kx < window->kernel_w; ++kx, w += params->in_channels) {
      int32_t input = pad;
      if (ky >= p->rows.first && ky < p->rows.last && kx >= p->columns.first &&
          kx < p->columns.last) {
        int8_t *row = er_row(view, p->image_row + p->rows.origin + ky * window->dilation_h);
        input = er_pixel(view, row, p->columns.origin + kx * window->dilation_w)[c] + 128;
      }
      sum += (uint32_t)(input * *w);
    }
  return sum;
}

static void convolve_pixel(const pixel *p, int8_t *out) {
  const er_depthwise_conv2d_packed_s8_params *params = p->call->params;
  const int32_t channels = params->in_channels;
  const int32_t *bias = p->call->constants;
  const int8_t *weights = (const int8_t *)bias + ER_PACKED_CHANNEL_BYTES * channels;
  int32_t o = 0;
  for (int32_t i = 0; i < params->input_count; ++i)
    for (int32_t c = 0; c < p->call->inputs[i].channels; ++c, ++o) {
      const uint32_t sum = sum_of_taps(p, &p->call->inputs[i], c, weights + o);
      out[o] = er_requantize_s8(er_wrapping_add((int32_t)sum, bias[o]), bias[channels + o],
                                bias[2 * channels + o], params->output_offset,
                                params->activation_min, params->activation_max);
    }
}

void er_depthwise_conv2d_packed_s8_scalar(const er_call *call) {
  const er_depthwise_conv2d_packed_s8_params *params = call->params;
  const er_window *w = &params->window;
  pixel p = {.call = call};
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    p.image_row = row / w->out_height * w->in_height;
    p.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->dilation_h,
                        w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      p.columns =
          er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
      convolve_pixel(&p, er_pixel(call->outputs, out, x));
    }
  }
}
