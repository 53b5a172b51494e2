#include "../accepts.h"

int er_conv2d_packed_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  if (channels == 0 || channels != p->in_channels) return 0;
  if (p->groups != 1 || p->out_channels < 1) return 0;
  const int64_t run = w->dilation_w > 1 ? channels : er_times(w->kernel_w, channels);
  const int64_t runs = er_times(w->kernel_h, er_packed_runs(w));
  const int64_t filter = er_times(runs, (run + 3) / 4 * 4);
  const int64_t constants = er_times(p->out_channels, ER_PACKED_CHANNEL_BYTES + filter);
  return er_spans(call->outputs, w->out_width, p->out_channels) &&
         er_has_constants(limits, constants) &&
         er_has_weights(call, limits, p->out_channels, 0) &&
         er_fills_up_with_zeros(
             (const int8_t *)call->constants + (ptrdiff_t)ER_PACKED_CHANNEL_BYTES * p->out_channels,
             p->out_channels, runs, run);
}
