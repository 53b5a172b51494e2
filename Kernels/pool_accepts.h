#ifndef EDGE_POOL_ACCEPTS_H
#define EDGE_POOL_ACCEPTS_H

#include "accepts.h"

/// Whether every window along one axis has a tap inside.
static inline int er_has_taps(int32_t in, int32_t out, int32_t kernel, int32_t stride,
                              int32_t pad) {
  return pad < kernel && (int64_t)(out - 1) * stride - pad < in;
}

static inline int er_pool_accepts(const er_call *call, const er_limits *limits) {
  const er_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int64_t channels = er_window_channels(call, limits, w, p->input_count);
  return channels > 0 && er_spans(call->outputs, w->out_width, channels) &&
         er_has_taps(w->in_height, w->out_height, w->kernel_h, w->stride_h, w->pad_top) &&
         er_has_taps(w->in_width, w->out_width, w->kernel_w, w->stride_w, w->pad_left);
}

#endif
