#include "../accepts.h"

int er_svdf_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_svdf_s8_params *p = call->params;
  if (limits->output_count < 2 || p->rank < 1 || p->filters < 1 || p->filters % p->rank != 0)
    return 0;
  if (p->memory < 1 || !er_is_shift(p->state_shift) || !er_is_shift(p->output_shift)) return 0;
  if (p->state_element != ER_INT8 && p->state_element != ER_INT16) return 0;
  const int32_t units = p->filters / p->rank;
  const int64_t history = er_times(p->memory, er_element_bytes(p->state_element));
  const int64_t state = er_times(p->filters, history);
  return er_maps(call, limits, 1, 1, p->depth, units) && er_spans(&call->outputs[1], 1, state) &&
         er_has_constants(limits, er_times(units, 4) + state + er_times(p->filters, p->depth));
}
