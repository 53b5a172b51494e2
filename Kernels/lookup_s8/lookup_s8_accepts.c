#include "../accepts.h"

int er_lookup_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_lookup_s8_params *p = call->params;
  return er_maps(call, limits, p->width, p->channels, 1, 1) && er_has_constants(limits, 256);
}
