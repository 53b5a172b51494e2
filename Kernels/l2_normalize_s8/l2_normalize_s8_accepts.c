#include "../accepts.h"

int er_l2_normalize_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_l2_normalize_s8_params *p = call->params;
  return er_within(p->channels, 1, 33025) && er_maps(call, limits, p->width, p->channels, 1, 1);
}
