#include "../accepts.h"

int er_add_n_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_add_n_s8_params *p = call->params;
  const int32_t most = limits->input_count < 16 ? limits->input_count : 16;
  if (!er_within(p->input_count, 1, most) || !er_within(p->left_shift, 0, 20)) return 0;
  if (!er_has_constants(limits, er_times(p->input_count, 12)) || !er_is_shift(p->output_shift))
    return 0;
  for (int32_t i = 0; i < p->input_count; ++i)
    if (!er_spans(&call->inputs[i], p->width, p->channels)) return 0;
  return er_spans(call->outputs, p->width, p->channels) &&
         er_are_shifts((const int32_t *)call->constants + 2 * p->input_count, p->input_count);
}
