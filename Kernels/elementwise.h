#ifndef EDGE_ELEMENTWISE_H
#define EDGE_ELEMENTWISE_H

#include "include/edge_kernels.h"

/// Whether the elements of a row of the view follow each other as those of an output do that has so
/// many channels and no gaps.
static inline int er_follows(const er_view *view, int32_t channels) {
  return view->pixel_bytes == channels && view->channels == channels;
}

/// Computes one output pixel from a pixel of each of two inputs. `step1` and `step2` are the
/// distances of their channels: 1, or 0 where one channel serves all of the output's.
typedef void (*er_pair_of_pixels)(const void *params, const int8_t *x1, int32_t step1,
                                  const int8_t *x2, int32_t step2, int8_t *out);

/// Calls `compute` for every pixel of the output. Inputs broadcast by their views: a pixel step of
/// 0, a ring shorter than the image, `channels` == 1.
static inline void er_elementwise(const er_call *call, int32_t width, er_pair_of_pixels compute) {
  const er_view *in1 = &call->inputs[0];
  const er_view *in2 = &call->inputs[1];
  const int32_t step1 = in1->channels > 1;
  const int32_t step2 = in2->channels > 1;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *row1 = er_row(in1, row);
    int8_t *row2 = er_row(in2, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < width; ++j) {
      const int32_t x = er_nth_pixel(call, j, width);
      compute(call->params, er_pixel(in1, row1, x), step1, er_pixel(in2, row2, x), step2,
              er_pixel(call->outputs, out, x));
    }
  }
}

#endif
