#include "../accepts.h"

int er_gather_accepts(const er_call *call, const er_limits *limits) {
  const er_gather_params *p = call->params;
  if (limits->input_count < 2 || p->rows_per_list < 1) return 0;
  const er_view *values = &call->inputs[0];
  return er_spans(values, p->extent, values->channels) &&
         er_spans(&call->inputs[1], p->width, 4) &&
         er_spans(call->outputs, p->width, values->channels);
}
