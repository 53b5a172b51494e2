#include "../accepts.h"

int er_extremum_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_extremum_s8_params *p = call->params;
  return er_pairs(call, limits, p->width, p->channels);
}
