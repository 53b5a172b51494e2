#include "edge_kernels.h"

static int32_t rounded(int32_t sum, int32_t count) {
  const int32_t half = sum > 0 ? count / 2 : -(count / 2);
  return (sum + half) / count;
}

void er_mean_of_sum_s8_scalar(const er_call *call) {
  const er_mean_of_sum_s8_params *p = call->params;
  if (call->row_count == 0) return;
  const int32_t *sums = (const int32_t *)(const void *)er_row(call->inputs, p->row);
  int8_t *out = er_row(call->outputs, 0);
  for (int32_t c = 0; c < p->channels; ++c)
    out[c] = p->count > 0 ? (int8_t)er_clamp(rounded(sums[c], p->count), p->activation_min,
                                             p->activation_max)
                          : er_requantize_s8(sums[c], p->multiplier, p->shift, p->output_offset,
                                             p->activation_min, p->activation_max);
}
