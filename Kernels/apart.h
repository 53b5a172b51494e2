#ifndef EDGE_APART_H
#define EDGE_APART_H

#include "include/edge_kernels.h"

typedef struct {
  uintptr_t first, end;
} er_span;

/// The addresses of the bytes of `width` pixels of a view's row.
static inline er_span er_row_span(const er_view *view, const int8_t *row, int32_t width) {
  const uintptr_t first = (uintptr_t)row;
  const er_span bytes = {first, first + (uintptr_t)(width - 1) * (uintptr_t)view->pixel_bytes +
                                    (uintptr_t)view->channels};
  return bytes;
}

static inline int er_overlap(er_span a, er_span b) { return a.first < b.end && b.first < a.end; }

/// The addresses from the first to the last byte of rows of a view.
static er_span er_span_of(const er_view *view, int32_t first, int32_t count, int32_t width) {
  er_span all = {UINTPTR_MAX, 0};
  for (int32_t i = 0; i < count; ++i) {
    const er_span row = er_row_span(view, er_row(view, first + i), width);
    if (row.first < all.first) all.first = row.first;
    if (row.end > all.end) all.end = row.end;
  }
  return all;
}

/// Whether no byte of output rows [first, first + count) of one image lies among those of the first
/// `input_count` inputs that they are computed from. A window covers `reach` rows.
static inline int er_are_apart(const er_call *call, const er_window *w, int32_t input_count,
                               int32_t reach, int32_t first, int32_t count) {
  const int32_t y = first % w->out_height;
  const int32_t top = y * w->stride_h - w->pad_top;
  const int32_t last = top + (count - 1) * w->stride_h + reach;
  const int32_t from = top < 0 ? 0 : top, to = last < w->in_height ? last : w->in_height;
  if (from >= to) return 1;
  const er_span out = er_span_of(call->outputs, first, count, w->out_width);
  for (int32_t i = 0; i < input_count; ++i) {
    const er_span in = er_span_of(&call->inputs[i], first / w->out_height * w->in_height + from,
                                  to - from, w->in_width);
    if (er_overlap(in, out)) return 0;
  }
  return 1;
}

#endif
