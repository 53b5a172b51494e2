#include "../accepts.h"

int er_pad_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_pad_s8_params *p = call->params;
  if (p->top < 0 || p->left < 0 || p->front < 0 || p->in_width < 1 || p->in_channels < 1) return 0;
  if ((int64_t)p->left + p->in_width > p->out_width) return 0;
  if ((int64_t)p->front + p->in_channels > p->out_channels) return 0;
  return limits->input_count >= 1 && er_counts_rows(call, p->out_height, p->in_height) &&
         er_spans(call->inputs, p->in_width, p->in_channels) &&
         er_spans(call->outputs, p->out_width, p->out_channels);
}
