#include "../dot.h"
#include "edge_kernels.h"

/// The products of one row with the weights of one unit; pixels that lie side by side at once.
static uint32_t row_dot(const er_call *call, int8_t *in, const int8_t *w) {
  const er_running_dot_s8_params *p = call->params;
  if (call->inputs->pixel_bytes == p->channels)
    return er_dot_s8(in, w, p->width * p->channels, p->input_offset);
  uint32_t sum = 0;
  for (int32_t x = 0; x < p->width; ++x, w += p->channels)
    sum += er_dot_s8(er_pixel(call->inputs, in, x), w, p->channels, p->input_offset);
  return sum;
}

void er_running_dot_s8_scalar(const er_call *call) {
  const er_running_dot_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const ptrdiff_t row_weights = (ptrdiff_t)p->width * p->channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = call->first_row + i;
    int32_t *sums = (int32_t *)(void *)er_row(call->outputs, row);
    const int32_t *before = (int32_t *)(void *)er_row(call->outputs, row > 0 ? row - 1 : 0);
    const int8_t *w = (const int8_t *)(bias + p->units) + row * row_weights;
    int8_t *in = er_row(call->inputs, row);
    for (int32_t u = 0; u < p->units; ++u, w += p->rows * row_weights)
      sums[u] = er_wrapping_add(row > 0 ? before[u] : bias[u], (int32_t)row_dot(call, in, w));
  }
}
