#include "../pool_accepts.h"

enum { MOST_TAPS = INT32_MAX / 255 };

/// The taps of a window along one axis that may lie inside an image of `size`.
static int32_t taps_inside(int32_t kernel, int32_t size) { return kernel < size ? kernel : size; }

int er_average_pool_s8_accepts(const er_call *call, const er_limits *limits) {
  if (!er_pool_accepts(call, limits)) return 0;
  const er_average_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  return er_times(taps_inside(w->kernel_h, w->in_height), taps_inside(w->kernel_w, w->in_width)) <=
         MOST_TAPS;
}
