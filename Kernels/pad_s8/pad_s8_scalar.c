#include "edge_kernels.h"

static void fill_channels(const er_pad_s8_params *p, int8_t *pixel, int32_t first, int32_t last) {
  __builtin_memset(pixel + first, p->fill, (size_t)(last - first));
}

static void fill_pixels(const er_call *call, int8_t *row, int32_t first, int32_t last) {
  const er_pad_s8_params *p = call->params;
  for (int32_t x = first; x < last; ++x)
    fill_channels(p, er_pixel(call->outputs, row, x), 0, p->out_channels);
}

static void copy_pixels(const er_call *call, const int8_t *from, int8_t *to) {
  const er_pad_s8_params *p = call->params;
  for (int32_t i = 0; i < p->in_width; ++i) {
    const int32_t x = er_nth_pixel(call, i, p->in_width);
    int8_t *out = er_pixel(call->outputs, to, p->left + x);
    __builtin_memmove(out + p->front, from + (ptrdiff_t)x * call->inputs->pixel_bytes,
                      (size_t)p->in_channels);
    fill_channels(p, out, 0, p->front);
    fill_channels(p, out, p->front + p->in_channels, p->out_channels);
  }
}

/// The image goes first: it may lie where the padding of its row goes.
static void pad_row(const er_call *call, const int8_t *from, int8_t *to) {
  const er_pad_s8_params *p = call->params;
  const int32_t channels = p->in_channels;
  if (call->inputs->pixel_bytes == channels && call->outputs->pixel_bytes == channels) {
    __builtin_memmove(er_pixel(call->outputs, to, p->left), from,
                      (size_t)p->in_width * (size_t)channels);
  } else {
    copy_pixels(call, from, to);
  }
  fill_pixels(call, to, 0, p->left);
  fill_pixels(call, to, p->left + p->in_width, p->out_width);
}

void er_pad_s8_scalar(const er_call *call) {
  const er_pad_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const int32_t y = row % p->out_height - p->top;
    int8_t *out = er_row(call->outputs, row);
    if (y < 0 || y >= p->in_height)
      fill_pixels(call, out, 0, p->out_width);
    else
      pad_row(call, er_row(call->inputs, row / p->out_height * p->in_height + y), out);
  }
}
