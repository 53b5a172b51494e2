#include "../accepts.h"

int er_arg_extremum_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_arg_extremum_s8_params *p = call->params;
  return (p->index_bytes == 4 || p->index_bytes == 8) && er_counts_rows(call, 1, p->height) &&
         er_maps(call, limits, p->width, p->channels, 1, p->index_bytes) &&
         er_spans_rows(call->inputs, p->height);
}
