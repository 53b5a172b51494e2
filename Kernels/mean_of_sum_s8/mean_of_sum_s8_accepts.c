#include "../accepts.h"

int er_mean_of_sum_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_mean_of_sum_s8_params *p = call->params;
  return p->row >= 0 && p->count >= 0 && (p->count > 0 || er_is_shift(p->shift)) &&
         er_maps(call, limits, 1, p->channels, 4, 1) &&
         er_is_aligned(limits, call->inputs->base, 4) && call->inputs->row_bytes % 4 == 0;
}
