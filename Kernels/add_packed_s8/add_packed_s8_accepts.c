#include "../accepts.h"

int er_add_packed_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_add_packed_s8_params *p = call->params;
  const int32_t most = 1 << 22;
  return er_pairs(call, limits, p->width, p->channels) && er_within(p->shift, 1, 30) &&
         er_within(p->coefficient1, -most, most) && er_within(p->coefficient2, -most, most) &&
         er_within(p->fraction1, -128, 127) && er_within(p->fraction2, -128, 127) &&
         er_within(p->output_offset, -128, 127);
}
