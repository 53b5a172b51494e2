#include "../accepts.h"

/// Whether the positions along one axis can be computed.
static int is_axis(int32_t in, int32_t out, int32_t kernel, int32_t stride, int32_t pad) {
  return in >= 1 && er_within(out, 1, 1 << 30) && kernel >= 1 && stride >= 1 &&
         er_within(pad, 0, 1 << 20);
}

int er_transpose_conv_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_transpose_conv_s8_params *p = call->params;
  if (!is_axis(p->in_height, p->out_height, p->kernel_h, p->stride_h, p->pad_top)) return 0;
  if (!is_axis(p->in_width, p->out_width, p->kernel_w, p->stride_w, p->pad_left)) return 0;
  const int64_t filter = er_times(er_times(p->kernel_h, p->kernel_w), p->in_channels);
  return limits->input_count >= 1 && er_counts_rows(call, p->out_height, p->in_height) &&
         er_spans(call->inputs, p->in_width, p->in_channels) &&
         er_spans(call->outputs, p->out_width, p->out_channels) &&
         er_has_weights(call, limits, p->out_channels, er_times(filter, p->out_channels));
}
