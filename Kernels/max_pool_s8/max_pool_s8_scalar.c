#include "edge_kernels.h"

/// The taps of one output pixel.
typedef struct {
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
} taps;

/// Starting from the lower bound clamps from below on the way.
static void pool_view(const taps *t, const er_max_pool_s8_params *p, const er_view *view,
                      int8_t *out) {
  const int8_t low = (int8_t)p->activation_min;
  const int8_t high = (int8_t)p->activation_max;
  for (int32_t c = 0; c < view->channels; ++c) out[c] = low;
  for (int32_t ky = t->rows.first; ky < t->rows.last; ++ky) {
    int8_t *row = er_row(view, t->image_row + t->rows.origin + ky);
    for (int32_t kx = t->columns.first; kx < t->columns.last; ++kx) {
      const int8_t *x = er_pixel(view, row, t->columns.origin + kx);
      for (int32_t c = 0; c < view->channels; ++c) out[c] = x[c] > out[c] ? x[c] : out[c];
    }
  }
  for (int32_t c = 0; c < view->channels; ++c) out[c] = out[c] < high ? out[c] : high;
}

static void pool_pixel(const taps *t, const er_call *call, int8_t *out) {
  const er_max_pool_s8_params *p = call->params;
  for (int32_t i = 0; i < p->input_count; ++i) {
    pool_view(t, p, &call->inputs[i], out);
    out += call->inputs[i].channels;
  }
}

void er_max_pool_s8_scalar(const er_call *call) {
  const er_max_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  taps t;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    t.image_row = row / w->out_height * w->in_height;
    t.rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, 1, w->in_height);
    for (int32_t j = 0; j < w->out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, w->out_width);
      t.columns = er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, 1, w->in_width);
      pool_pixel(&t, call, er_pixel(call->outputs, out, x));
    }
  }
}
