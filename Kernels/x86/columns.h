#ifndef EDGE_X86_COLUMNS_H
#define EDGE_X86_COLUMNS_H

#include <string.h>

#include "../conv2d_packed_s8/conv2d_packed_s8.h"
#include "../depthwise_conv2d_packed_s8/depthwise_conv2d_packed_s8.h"
#include "edge_kernels.h"

// An image of one column, as networks over time have them, is computed as one row: pixels of a row
// are staged and computed together, rows are not.

/// The params of the kernels that compute columns: all begin with their window.
typedef union {
  er_window window;
  er_conv2d_packed_s8_params convolution;
  er_depthwise_conv2d_packed_s8_params depthwise;
} er_windowed_params;

/// Whether all rows of a view lie one behind the other.
static inline int32_t er_has_rows(const er_view *view, int32_t rows) {
  return !view->slots && view->ring >= rows;
}

/// Whether a call of all rows may compute an image of one column by more than one row of taps.
static inline int32_t er_may_be_column(const er_window *w) {
  return w->in_width == 1 && w->out_width == 1 && w->kernel_w == 1 && !w->pad_left &&
         w->kernel_h > 1;
}

/// Whether the call computes all of such an image.
static inline int32_t er_is_column(const er_call *call, int32_t input_count) {
  const er_window *w = call->params;
  if (!er_may_be_column(w)) return 0;
  if (call->first_row || call->row_count != w->out_height) return 0;
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

/// Computes a column by `compute`, with its image on its side. In a frame of its own: calls that
/// are no columns have no use for its bytes.
static __attribute__((noinline)) void er_compute_lying(const er_call *call, int32_t input_count,
                                                       size_t params_bytes,
                                                       void (*compute)(const er_call *)) {
  const er_window *w = call->params;
  er_windowed_params params;
  memcpy(&params, call->params, params_bytes);
  params.window = er_lying_window(w);
  er_most_views most;
  for (int32_t i = 0; i < input_count; ++i)
    most.views[i] = er_lying_view(call->inputs[i], w->in_height);
  most.views[input_count] = er_lying_view(*call->outputs, w->out_height);
  er_call lying = *call;
  lying.inputs = most.views;
  lying.outputs = most.views + input_count;
  lying.params = &params;
  lying.row_count = 1;
  compute(&lying);
}

/// conv2d_packed_s8 by `compute`, which computes rows; a column whose weights have no gaps, and so
/// are in the same order for one that lies, on its side.
static inline void er_convolve_packed(const er_call *call, void (*compute)(const er_call *)) {
  const er_conv2d_packed_s8_params *p = call->params;
  if (p->in_channels % 4 == 0 && er_is_column(call, p->input_count))
    er_compute_lying(call, p->input_count, sizeof *p, compute);
  else
    compute(call);
}

/// depthwise_conv2d_packed_s8 by `compute`, which computes rows; a column on its side.
static inline void er_convolve_depthwise(const er_call *call, void (*compute)(const er_call *)) {
  const er_depthwise_conv2d_packed_s8_params *p = call->params;
  if (er_is_column(call, p->input_count))
    er_compute_lying(call, p->input_count, sizeof *p, compute);
  else
    compute(call);
}

#endif
