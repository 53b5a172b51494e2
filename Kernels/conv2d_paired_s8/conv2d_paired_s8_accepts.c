#include "../accepts.h"

int er_conv2d_paired_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_conv2d_paired_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  if (channels == 0 || channels != p->in_channels || p->groups != 1) return 0;
  if (p->out_channels < 1) return 0;
  const int64_t inputs = er_times(er_times(w->kernel_h, w->kernel_w), channels);
  const int64_t quads = (inputs + 3) / 4;
  const int64_t panels = ((int64_t)p->out_channels + 3) / 4;
  const int64_t panel_bytes = 4 * (int64_t)sizeof(er_dsp_stage) + 16 * quads;
  return er_spans(call->outputs, w->out_width, p->out_channels) &&
         er_has_constants(limits, er_times(panels, panel_bytes)) &&
         er_has_scratch(call, limits, er_times(w->out_width > 1 ? 16 : 8, quads));
}
