#include "edge_kernels.h"

void er_gather_scalar(const er_call *call) {
  const er_gather_params *p = call->params;
  const er_view *values = &call->inputs[0];
  const er_view *indices = &call->inputs[1];
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *from = er_row(values, row);
    int8_t *to = er_row(call->outputs, row);
    int8_t *list = er_row(indices, row / p->rows_per_list);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      int32_t index;
      __builtin_memcpy(&index, er_pixel(indices, list, x), sizeof index);
      index = er_clamp(index, 0, p->extent - 1);
      __builtin_memmove(er_pixel(call->outputs, to, x), er_pixel(values, from, index),
                        (size_t)values->channels);
    }
  }
}
