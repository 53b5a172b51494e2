#include "edge_kernels.h"

enum { TILE = 32 };

/// The taps of one output pixel.
typedef struct {
  er_taps rows, columns;
  int32_t image_row;  // input row the image begins with
} taps;

static int8_t rounded_mean(int32_t sum, int32_t count, const er_average_pool_s8_params *p) {
  const int32_t half = sum > 0 ? count / 2 : -(count / 2);
  return (int8_t)er_clamp((sum + half) / count, p->activation_min, p->activation_max);
}

/// Averages the channels [first, first + count) of one view; count is at most TILE.
static void pool_channels(const taps *t, const er_average_pool_s8_params *p, const er_view *view,
                          int32_t first, int32_t count, int8_t *out) {
  int32_t sums[TILE] = {0};
  for (int32_t ky = t->rows.first; ky < t->rows.last; ++ky) {
    int8_t *row = er_row(view, t->image_row + t->rows.origin + ky);
    for (int32_t kx = t->columns.first; kx < t->columns.last; ++kx) {
      const int8_t *x = er_pixel(view, row, t->columns.origin + kx) + first;
      for (int32_t c = 0; c < count; ++c) sums[c] += x[c];
    }
  }
  const int32_t area =
      (t->rows.last - t->rows.first) * (t->columns.last - t->columns.first);
  for (int32_t c = 0; c < count; ++c) out[c] = rounded_mean(sums[c], area, p);
}

static void pool_pixel(const taps *t, const er_call *call, int8_t *out) {
  const er_average_pool_s8_params *p = call->params;
  for (int32_t i = 0; i < p->input_count; ++i) {
    const er_view *view = &call->inputs[i];
    for (int32_t c = 0; c < view->channels; c += TILE) {
      const int32_t left = view->channels - c;
      pool_channels(t, p, view, c, left < TILE ? left : TILE, out + c);
    }
    out += view->channels;
  }
}

void er_average_pool_s8_scalar(const er_call *call) {
  const er_average_pool_s8_params *p = call->params;
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
