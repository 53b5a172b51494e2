#include "../accepts.h"

int er_lstm_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_lstm_s8_params *p = call->params;
  if (limits->output_count < 3 || !er_within(p->tanh_shift, 0, 30)) return 0;
  if (!er_is_shift(p->forget_shift) || !er_is_shift(p->input_shift)) return 0;
  if (!er_is_shift(p->hidden_shift) || !er_within(p->cell_limit, 0, INT16_MAX)) return 0;
  for (int32_t i = 0; i < 4; ++i)
    if (!er_is_shift(p->gates[i].input_shift) || !er_is_shift(p->gates[i].hidden_shift)) return 0;
  const int64_t weights =
      er_times(er_times(p->units, 4), p->depth) + er_times(er_times(p->units, 4), p->units);
  return limits->input_count >= 1 && er_spans(call->inputs, p->steps, p->depth) &&
         er_spans(&call->outputs[0], p->steps, p->units) &&
         er_spans(&call->outputs[1], 1, p->units) &&
         er_spans(&call->outputs[2], 1, er_times(p->units, 2)) &&
         er_has_constants(limits, er_times(p->units, 16) + weights);
}
