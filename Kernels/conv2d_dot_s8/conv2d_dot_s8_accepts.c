#include "../accepts.h"

int er_conv2d_dot_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_conv2d_dot_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  if (channels == 0 || channels != p->in_channels || p->groups != 1) return 0;
  if (!er_within(p->out_channels, 1, INT32_MAX - 3)) return 0;
  const int64_t run = w->dilation_w > 1 ? channels : er_times(w->kernel_w, channels);
  const int64_t runs = er_times(w->kernel_h, er_packed_runs(w));
  const int32_t whole = (p->out_channels + 3) / 4 * 4;
  const int8_t *weights = (const int8_t *)call->constants + 12 * (ptrdiff_t)whole;
  return er_spans(call->outputs, w->out_width, p->out_channels) &&
         er_has_weights(call, limits, whole, er_times(whole, er_times(runs, (run + 3) / 4 * 4))) &&
         er_fills_up_with_zeros(weights, whole, runs, run);
}
