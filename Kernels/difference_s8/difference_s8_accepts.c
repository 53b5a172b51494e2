#include "../accepts.h"

int er_difference_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_difference_s8_params *p = call->params;
  return er_pairs(call, limits, p->width, p->channels) && er_within(p->left_shift, 0, 22) &&
         er_is_shift(p->shift1) && er_is_shift(p->shift2) && er_is_shift(p->output_shift);
}
