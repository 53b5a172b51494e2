#include "../accepts.h"

/// Whether input `i` fits what is copied of it.
static int accepts_input(const er_call *call, int32_t i, int32_t extent) {
  const er_concat_s8_params *p = call->params;
  const er_view *input = &call->inputs[i];
  if (p->axis == 0)
    return er_spans(input, p->width, input->channels) &&
           er_counts_rows(call, p->out_height, extent);
  if (p->axis == 1) return er_spans(input, extent, input->channels);
  return er_spans(input, p->width, extent);
}

int er_concat_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_concat_s8_params *p = call->params;
  const int32_t *extents = call->constants;
  if (!er_within(p->input_count, 1, limits->input_count) || !er_within(p->axis, 0, 2)) return 0;
  if (!er_has_constants(limits, er_times(p->input_count, 4)) || p->start < 0) return 0;
  if (p->out_height < 1 || p->width < 1) return 0;
  int64_t end = p->start;
  int32_t channels = 1;
  for (int32_t i = 0; i < p->input_count; ++i) {
    if (extents[i] < 1 || !accepts_input(call, i, extents[i])) return 0;
    if (call->inputs[i].channels > channels) channels = call->inputs[i].channels;
    end += extents[i];
  }
  if (end > INT32_MAX) return 0;
  if (p->axis == 0) return er_spans(call->outputs, p->width, channels);
  if (p->axis == 1) return er_spans(call->outputs, (int32_t)end, channels);
  return er_spans(call->outputs, p->width, end);
}
