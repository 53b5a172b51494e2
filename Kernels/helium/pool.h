#ifndef EDGE_HELIUM_POOL_H
#define EDGE_HELIUM_POOL_H

#include "../include/edge_kernels.h"
#include "requantize.h"

enum { ER_HELIUM_POOL_ROWS = 16 };

/// The taps of one output pixel on the channels of one view.
typedef struct {
  int32_t row_count, column_count;
  ptrdiff_t step;                            // from tap to tap
  ptrdiff_t from;                            // from `rows` to the first tap
  const int8_t *rows[ER_HELIUM_POOL_ROWS];
} er_helium_taps;

/// Computes the channels of a view at one output pixel.
typedef void (*er_helium_pool_view)(const er_pool_s8_params *params, const er_helium_taps *taps,
                                    int32_t channels, int8_t *out);

ER_HELIUM_INLINE void er_helium_pool_row(const er_call *call, int32_t row,
                                         er_helium_pool_view compute) {
  const er_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  const er_taps rows =
      er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, 1, w->in_height);
  const int32_t first = row / w->out_height * w->in_height + rows.origin + rows.first;
  int8_t *out_row = er_row(call->outputs, row);
  er_helium_taps t;
  t.row_count = rows.last - rows.first;
  for (int32_t j = 0; j < w->out_width; ++j) {
    const int32_t x = er_nth_pixel(call, j, w->out_width);
    const er_taps columns = er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, 1, w->in_width);
    int8_t *out = er_pixel(call->outputs, out_row, x);
    t.column_count = columns.last - columns.first;
    for (int32_t i = 0; i < p->input_count; out += call->inputs[i++].channels) {
      const er_view *view = &call->inputs[i];
      t.step = view->pixel_bytes;
      t.from = (ptrdiff_t)(columns.origin + columns.first) * t.step;
      if (j == 0 || p->input_count > 1)
        for (int32_t k = 0; k < t.row_count; ++k) t.rows[k] = er_row(view, first + k);
      compute(p, &t, view->channels, out);
    }
  }
}

/// Computes all rows of a pool whose window has at most ER_HELIUM_POOL_ROWS.
ER_HELIUM_INLINE void er_helium_pool(const er_call *call, er_helium_pool_view compute) {
  for (int32_t i = 0; i < call->row_count; ++i)
    er_helium_pool_row(call, er_nth_row(call, i), compute);
}

#endif
