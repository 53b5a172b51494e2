#ifndef EDGE_CONVOLUTION_TILE_H
#define EDGE_CONVOLUTION_TILE_H

#include "dot.h"
#include "include/edge_kernels.h"

enum { ER_TILE = 16 };

/// Output channels of one group that walk over the window of one output pixel together.
typedef struct {
  const er_window *window;
  er_taps rows, columns;
  int32_t image_row;       // input row the image begins with
  int32_t group_first;     // input channel the group begins with
  int32_t group_channels;  // input channels of the group
  const int8_t *weights;   // of the first output channel
  int32_t filter_bytes;    // weights of one output channel
  int32_t input_offset;
  int32_t count;  // output channels, at most ER_TILE
  uint32_t sums[ER_TILE];
} er_tile;

static inline void er_add_run(er_tile *t, const int8_t *x, const int8_t *w, int32_t length) {
  for (int32_t i = 0; i < t->count; ++i)
    t->sums[i] += er_dot_s8(x, w + (ptrdiff_t)i * t->filter_bytes, length, t->input_offset);
}

/// Adds the taps of kernel row `ky` on the channels of `view` that belong to the group;
/// `view_first` is the input channel the view begins with.
static inline void er_add_view_row(er_tile *t, const er_view *view, int32_t view_first,
                                   int32_t ky) {
  const int32_t view_last = view_first + view->channels;
  const int32_t group_last = t->group_first + t->group_channels;
  const int32_t first = view_first > t->group_first ? view_first : t->group_first;
  const int32_t last = view_last < group_last ? view_last : group_last;
  if (first >= last) return;

  const er_taps columns = t->columns;
  const int32_t dilation = t->window->dilation_w;
  const int32_t row = t->image_row + t->rows.origin + ky * t->window->dilation_h;
  const int8_t *x = er_pixel(view, er_row(view, row), columns.origin + columns.first * dilation) +
                    (first - view_first);
  const int8_t *w = t->weights + (first - t->group_first) +
                    (ptrdiff_t)(ky * t->window->kernel_w + columns.first) * t->group_channels;
  const int32_t length = last - first;
  const int32_t step = dilation * view->pixel_bytes;
  if (length == t->group_channels && step == length) {
    er_add_run(t, x, w, (columns.last - columns.first) * length);
    return;
  }
  for (int32_t kx = columns.first; kx < columns.last; ++kx) {
    er_add_run(t, x, w, length);
    if (kx + 1 < columns.last) x += step;
    w += t->group_channels;
  }
}

/// The sums of all taps of the window, without a bias.
static inline void er_add_window(er_tile *t, const er_view *inputs, int32_t input_count) {
  for (int32_t i = 0; i < ER_TILE; ++i) t->sums[i] = 0;
  if (t->columns.first == t->columns.last) return;
  for (int32_t ky = t->rows.first; ky < t->rows.last; ++ky) {
    int32_t view_first = 0;
    for (int32_t i = 0; i < input_count; ++i) {
      er_add_view_row(t, &inputs[i], view_first, ky);
      view_first += inputs[i].channels;
    }
  }
}

#endif
