#include "../accepts.h"

int er_softmax_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_softmax_s8_params *p = call->params;
  return (p->output_bits == 8 || p->output_bits == 16) && p->diff_min <= 0 &&
         er_within(p->channels, 1, 4095) && er_within(p->input_left_shift, 0, 31) &&
         er_maps(call, limits, p->width, p->channels, 1, p->output_bits / 8);
}
