#include "../dot.h"
#include "edge_kernels.h"

void er_fully_connected_s8_scalar(const er_call *call) {
  const er_fully_connected_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const int32_t *multiplier = bias + p->units;
  const int32_t *shift = multiplier + p->units;
  const int8_t *weights = (const int8_t *)(shift + p->units);
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const int8_t *x = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t u = 0; u < p->units; ++u) {
      const int8_t *w = weights + (ptrdiff_t)u * p->depth;
      const uint32_t sum = er_dot_s8(x, w, p->depth, p->input_offset);
      out[u] = er_requantize_s8(er_wrapping_add((int32_t)sum, bias[u]), multiplier[u], shift[u],
                                p->output_offset, p->activation_min, p->activation_max);
    }
  }
}
