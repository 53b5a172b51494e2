#include "../accepts.h"

int er_requantize_sums_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_requantize_sums_s8_params *p = call->params;
  return p->row >= 0 && p->row <= INT32_MAX - call->first_row - call->row_count &&
         er_maps(call, limits, p->width, p->channels, 4, 1) &&
         er_is_aligned(limits, call->inputs->base, 4) && call->inputs->row_bytes % 4 == 0 &&
         call->inputs->pixel_bytes % 4 == 0 &&
         er_has_constants(limits, er_times(p->channels, 8)) &&
         er_are_shifts((const int32_t *)call->constants + p->channels, p->channels);
}
