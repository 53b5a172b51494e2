#include "../accepts.h"

int er_conv2d_sums_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_conv2d_sums_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  const int64_t sums = er_times(p->out_channels, 4);
  if (channels == 0 || channels != p->in_channels || p->out_channels < 1) return 0;
  if (!er_spans(call->outputs, w->out_width, sums) ||
      !er_is_aligned(limits, call->outputs->base, 4) || call->outputs->row_bytes % 4 != 0 ||
      call->outputs->pixel_bytes % 4 != 0)
    return 0;
  const er_view *before = &call->inputs[p->input_count];
  if (p->continues &&
      (p->input_count >= limits->input_count || !er_spans(before, w->out_width, sums) ||
       !er_is_aligned(limits, before->base, 4) || before->row_bytes % 4 != 0 ||
       before->pixel_bytes % 4 != 0))
    return 0;
  const int64_t filter = er_times(er_times(w->kernel_h, w->kernel_w), p->in_channels);
  return er_has_constants(limits, (p->continues ? 0 : sums) + er_times(filter, p->out_channels));
}
