#ifndef EDGE_X86_COLUMNS_H
#define EDGE_X86_COLUMNS_H

#include "../include/edge_kernels.h"

// An image of one column, as networks over time have them, is computed as one row: pixels of a row
// are staged and computed together, rows are not.

/// A call with its image on its side.
typedef struct {
  er_call call;
  er_most_views most;
} er_lying_column;

/// Whether all rows of a view lie one behind the other.
static inline int er_has_rows(const er_view *view, int32_t rows) {
  return !view->slots && view->ring >= rows;
}

/// Whether the call computes all of an image of one column by more than one row of taps.
static inline int er_is_column(const er_call *call, const er_window *w, int32_t input_count) {
  if (w->in_width != 1 || w->out_width != 1 || w->kernel_w != 1 || w->pad_left || w->kernel_h == 1)
    return 0;
  if (call->first_row || call->row_count != w->out_height || input_count > 31) return 0;
  for (int32_t i = 0; i < input_count; ++i)
    if (!er_has_rows(&call->inputs[i], w->in_height)) return 0;
  return er_has_rows(call->outputs, w->out_height);
}

static inline er_window er_lying_window(const er_window *w) {
  const er_window lying = {
      .in_height = 1,
      .in_width = w->in_height,
      .out_height = 1,
      .out_width = w->out_height,
      .kernel_h = 1,
      .kernel_w = w->kernel_h,
      .stride_h = 1,
      .stride_w = w->stride_h,
      .dilation_h = 1,
      .dilation_w = w->dilation_h,
      .pad_left = w->pad_top,
  };
  return lying;
}

static inline er_view er_lying_view(er_view view, int32_t rows) {
  view.pixel_bytes = view.row_bytes;
  view.width = rows;
  view.ring = 1;
  return view;
}

/// The same call with its image on its side; `params` are its own with the lying window.
static inline const er_call *er_lay_down(er_lying_column *column, const er_call *call,
                                         const er_window *w, int32_t input_count,
                                         const void *params) {
  er_view *views = column->most.views;
  for (int32_t i = 0; i < input_count; ++i)
    views[i] = er_lying_view(call->inputs[i], w->in_height);
  views[input_count] = er_lying_view(*call->outputs, w->out_height);
  column->call = *call;
  column->call.inputs = views;
  column->call.outputs = views + input_count;
  column->call.params = params;
  column->call.row_count = 1;
  return &column->call;
}

#endif
