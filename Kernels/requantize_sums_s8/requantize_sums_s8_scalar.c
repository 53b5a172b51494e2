#include "edge_kernels.h"

void er_requantize_sums_s8_scalar(const er_call *call) {
  const er_requantize_sums_s8_params *p = call->params;
  if (call->row_count == 0) return;
  const int32_t *multiplier = call->constants;
  const int32_t *shift = multiplier + p->channels;
  const int32_t *sums = (const int32_t *)(const void *)er_row(call->inputs, p->row);
  int8_t *out = er_row(call->outputs, 0);
  for (int32_t c = 0; c < p->channels; ++c)
    out[c] = er_requantize_s8(sums[c], multiplier[c], shift[c], p->output_offset,
                              p->activation_min, p->activation_max);
}
