#include "../accepts.h"

int er_prelu_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_prelu_s8_params *p = call->params;
  return er_pairs(call, limits, p->width, p->channels) && er_is_shift(p->positive_shift) &&
         er_is_shift(p->negative_shift);
}
