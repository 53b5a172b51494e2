#include "../accepts.h"

int er_depthwise_conv2d_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  const int64_t outputs = er_times(p->in_channels, p->depth_multiplier);
  if (channels == 0 || channels != p->in_channels || p->depth_multiplier < 1) return 0;
  return er_spans(call->outputs, w->out_width, outputs) &&
         er_has_weights(call, limits, (int32_t)outputs,
                        er_times(er_times(w->kernel_h, w->kernel_w), outputs));
}
