#include "../accepts.h"

int er_running_sum_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_running_sum_s8_params *p = call->params;
  return limits->input_count >= 1 && er_spans(call->inputs, p->width, p->channels) &&
         er_spans(call->outputs, 1, er_times(p->channels, 4)) &&
         er_is_aligned(limits, call->outputs->base, 4) && call->outputs->row_bytes % 4 == 0;
}
