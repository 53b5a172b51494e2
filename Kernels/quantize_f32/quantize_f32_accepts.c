#include "../accepts.h"

int er_quantize_f32_accepts(const er_call *call, const er_limits *limits) {
  const er_quantize_f32_params *p = call->params;
  return er_maps(call, limits, p->width, p->channels, 4, er_element_bytes(p->output_element));
}
