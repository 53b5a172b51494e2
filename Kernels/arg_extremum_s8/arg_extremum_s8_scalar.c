#include "edge_kernels.h"

/// Where the extremum of the bytes at `offset` into the rows of `image` is.
static int64_t position(const er_call *call, int32_t image, ptrdiff_t offset) {
  const er_arg_extremum_s8_params *p = call->params;
  int32_t best = 0;
  int32_t extremum = er_row(call->inputs, image * p->height)[offset];
  for (int32_t y = 1; y < p->height; ++y) {
    const int32_t value = er_row(call->inputs, image * p->height + y)[offset];
    if (p->largest ? value > extremum : value < extremum) {
      extremum = value;
      best = y;
    }
  }
  return best;
}

void er_arg_extremum_s8_scalar(const er_call *call) {
  const er_arg_extremum_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t image = er_nth_row(call, i);
    int8_t *row = er_row(call->outputs, image);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      int8_t *out = er_pixel(call->outputs, row, x);
      for (int32_t c = 0; c < p->channels; ++c) {
        const int64_t index = position(call, image, (ptrdiff_t)x * call->inputs->pixel_bytes + c);
        __builtin_memcpy(out + (ptrdiff_t)c * p->index_bytes, &index, (size_t)p->index_bytes);
      }
    }
  }
}
