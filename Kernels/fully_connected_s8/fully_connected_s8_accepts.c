#include "../accepts.h"

int er_fully_connected_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_fully_connected_s8_params *p = call->params;
  return er_maps(call, limits, 1, 1, p->depth, p->units) &&
         er_has_weights(call, limits, p->units, er_times(p->units, p->depth));
}
