#include "../accepts.h"

int er_log_softmax_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_log_softmax_s8_params *p = call->params;
  return p->diff_min <= 0 && er_within(p->channels, 1, 4095) &&
         er_within(p->input_left_shift, 0, 31) && er_within(p->inverse_shift, -31, 0) &&
         er_maps(call, limits, p->width, p->channels, 1, 1);
}
