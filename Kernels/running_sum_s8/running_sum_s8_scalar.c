#include "edge_kernels.h"

void er_running_sum_s8_scalar(const er_call *call) {
  const er_running_sum_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = call->first_row + i;
    int32_t *sums = (int32_t *)(void *)er_row(call->outputs, row);
    const int32_t *before = (int32_t *)(void *)er_row(call->outputs, row > 0 ? row - 1 : 0);
    int8_t *in = er_row(call->inputs, row);
    for (int32_t c = 0; c < p->channels; ++c) {
      int32_t sum = row > 0 ? before[c] : 0;
      for (int32_t x = 0; x < p->width; ++x)
        sum = er_wrapping_add(sum, er_pixel(call->inputs, in, x)[c] + p->input_offset);
      sums[c] = sum;
    }
  }
}
