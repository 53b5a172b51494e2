#include "../accepts.h"

int er_dequantize_f32_accepts(const er_call *call, const er_limits *limits) {
  const er_dequantize_f32_params *p = call->params;
  return er_maps(call, limits, p->width, p->channels, er_element_bytes(p->input_element), 4);
}
