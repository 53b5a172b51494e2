#include "../accepts.h"

int er_resize_bilinear_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_resize_bilinear_s8_params *p = call->params;
  if (limits->input_count < 1 || !er_counts_rows(call, p->out_height, p->in_height)) return 0;
  return er_times(p->out_height, p->scale_h) < 1 << 30 &&
         er_within(p->offset_h, -(1 << 29), 1 << 29) &&
         er_times(p->out_width, p->scale_w) < 1 << 30 &&
         er_within(p->offset_w, -(1 << 29), 1 << 29) &&
         er_spans(call->inputs, p->in_width, p->channels) &&
         er_spans(call->outputs, p->out_width, p->channels);
}
