#include "../accepts.h"

int er_transpose_conv_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_transpose_conv_s8_params *p = call->params;
  if (!er_slides(p->in_height, p->out_height, p->kernel_h, p->stride_h, 1, p->pad_top)) return 0;
  if (!er_slides(p->in_width, p->out_width, p->kernel_w, p->stride_w, 1, p->pad_left)) return 0;
  const int64_t filter = er_times(er_times(p->kernel_h, p->kernel_w), p->in_channels);
  return limits->input_count >= 1 && er_counts_rows(call, p->out_height, p->in_height) &&
         er_spans(call->inputs, p->in_width, p->in_channels) &&
         er_holds(call->outputs, p->out_width, p->out_channels) &&
         er_has_weights(call, limits, p->out_channels, er_times(filter, p->out_channels));
}
