#include "../accepts.h"

int er_depthwise_conv2d_packed_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_depthwise_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  if (channels == 0 || channels != p->in_channels || p->depth_multiplier != 1) return 0;
  const int64_t filter = er_times(w->kernel_h, w->kernel_w);
  const int64_t constants = er_times(channels, ER_PACKED_CHANNEL_BYTES + filter);
  return er_spans(call->outputs, w->out_width, channels) && er_has_constants(limits, constants) &&
         er_has_weights(call, limits, p->in_channels, 0);
}
