#include "../accepts.h"

int er_running_dot_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_running_dot_s8_params *p = call->params;
  const int64_t pixels = er_times(p->rows, p->width);
  const int64_t weights = er_times(p->units, er_times(pixels, p->channels));
  return limits->input_count >= 1 && er_spans(call->inputs, p->width, p->channels) &&
         er_spans(call->outputs, 1, er_times(p->units, 4)) &&
         er_is_aligned(limits, call->outputs->base, 4) && call->outputs->row_bytes % 4 == 0 &&
         call->first_row + call->row_count <= p->rows &&
         er_has_constants(limits, er_times(p->units, 4) + weights);
}
