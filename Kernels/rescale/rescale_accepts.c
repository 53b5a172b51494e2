#include "../accepts.h"

int er_rescale_accepts(const er_call *call, const er_limits *limits) {
  const er_rescale_params *p = call->params;
  return er_is_shift(p->shift) &&
         er_maps(call, limits, p->width, p->channels, er_element_bytes(p->input_element),
                 er_element_bytes(p->output_element));
}
