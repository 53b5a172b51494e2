#include "../accepts.h"

int er_reduce_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_reduce_s8_params *p = call->params;
  if (limits->input_count < 1 || p->images < 1 || !er_is_shift(p->shift)) return 0;
  const int32_t height = p->over_rows ? 1 : p->height;
  const int32_t width = p->over_pixels ? 1 : p->width;
  const int32_t channels = p->over_channels ? 1 : p->channels;
  return er_spans(call->inputs, p->width, p->channels) &&
         er_spans(call->outputs, width, channels) &&
         er_counts_rows(call, height, p->height) &&
         er_spans_rows(call->inputs, er_times(p->images, p->height)) &&
         er_has_scratch(call, limits, er_times(channels, 4));
}
