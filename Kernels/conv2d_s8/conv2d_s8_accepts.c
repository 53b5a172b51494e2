#include "../accepts.h"

int er_conv2d_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  if (channels == 0 || channels != p->in_channels || p->groups < 1 || p->out_channels < 1) return 0;
  if (p->in_channels % p->groups != 0 || p->out_channels % p->groups != 0) return 0;
  const int64_t filter =
      er_times(er_times(w->kernel_h, w->kernel_w), p->in_channels / p->groups);
  return er_spans(call->outputs, w->out_width, p->out_channels) &&
         er_has_weights(call, limits, p->out_channels, er_times(filter, p->out_channels));
}
