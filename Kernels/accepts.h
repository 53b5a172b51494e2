#ifndef EDGE_ACCEPTS_H
#define EDGE_ACCEPTS_H

#include "include/edge_kernels.h"

// What the er_<name>_accepts functions ask. Params may hold anything, so products saturate.

/// a * b, or 2^31 where it is more or where a factor is negative.
static inline int64_t er_times(int64_t a, int64_t b) {
  const int64_t most = INT64_C(1) << 31;
  if (a < 0 || b < 0 || a > most || b > most) return most;
  return a * b > most ? most : a * b;
}

static inline int er_within(int32_t x, int32_t low, int32_t high) { return x >= low && x <= high; }

/// What er_requantize shifts by.
static inline int er_is_shift(int32_t shift) { return er_within(shift, -31, 31); }

static inline int er_are_shifts(const int32_t *shifts, int32_t count) {
  for (int32_t i = 0; i < count; ++i)
    if (!er_is_shift(shifts[i])) return 0;
  return 1;
}

/// Whether a row of the view has so many pixels of so many bytes, at least 1 of each.
static inline int er_spans(const er_view *view, int32_t width, int64_t bytes) {
  return er_within(width, 1, view->width) && bytes >= 1 && bytes <= view->channels;
}

/// Whether there are so many rows in the view's tensor, which holds all of them or is streamed.
static inline int er_spans_rows(const er_view *view, int64_t rows) {
  const int32_t streamed = 1 << 15;
  return rows >= 1 && rows <= (view->ring > streamed ? view->ring : streamed);
}

static inline int er_has_constants(const er_limits *limits, int64_t bytes) {
  return bytes <= limits->constants_bytes;
}

/// Whether integers of `bytes` bytes may lie at `address` once the arena is where it will be.
static inline int er_is_aligned(const er_limits *limits, const void *address, int32_t bytes) {
  return limits->alignment >= bytes && (uintptr_t)address % (uintptr_t)bytes == 0;
}

static inline int er_has_scratch(const er_call *call, const er_limits *limits, int64_t bytes) {
  return bytes <= limits->scratch_bytes && er_is_aligned(limits, call->scratch, 4);
}

/// Whether rows of images can be counted: output images of `out_height` rows each made from input
/// images of `in_height`.
static inline int er_counts_rows(const er_call *call, int32_t out_height, int32_t in_height) {
  if (out_height < 1 || in_height < 1) return 0;
  const int32_t before = (call->first_row + call->row_count) / out_height;
  return er_times(before, in_height) + in_height <= INT32_MAX;
}

/// Whether the positions of a window along one axis can be computed, on a line of `in`.
static inline int er_slides(int32_t in, int32_t out, int32_t kernel, int32_t stride,
                            int32_t dilation, int32_t pad) {
  return in >= 1 && out >= 1 && kernel >= 1 && stride >= 1 && dilation >= 1 && pad >= 0 &&
         pad < 1 << 20 && dilation < 1 << 20 && er_times(kernel - 1, dilation) < 1 << 20 &&
         er_times(out, stride) < 1 << 30;
}

/// Whether a window slides over the first `count` inputs of a call, stitched along channels, and
/// fills its output; how many channels that are, or 0.
static inline int64_t er_window_channels(const er_call *call, const er_limits *limits,
                                         const er_window *w, int32_t count) {
  if (!er_slides(w->in_height, w->out_height, w->kernel_h, w->stride_h, w->dilation_h, w->pad_top))
    return 0;
  if (!er_slides(w->in_width, w->out_width, w->kernel_w, w->stride_w, w->dilation_w, w->pad_left))
    return 0;
  if (!er_counts_rows(call, w->out_height, w->in_height)) return 0;
  if (!er_spans(call->outputs, w->out_width, 1) || !er_within(count, 1, limits->input_count))
    return 0;
  int64_t channels = 0;
  for (int32_t i = 0; i < count; ++i) {
    const er_view *view = &call->inputs[i];
    if (!er_spans(view, w->in_width, 1) || !er_spans_rows(view, w->in_height)) return 0;
    if (er_times(w->dilation_w, view->pixel_bytes) > INT32_MAX) return 0;
    channels += view->channels;
  }
  return channels;
}

/// Whether the constants are bias, multiplier and shift of so many channels, then so many weights.
static inline int er_has_weights(const er_call *call, const er_limits *limits, int32_t channels,
                                 int64_t weights) {
  if (!er_has_constants(limits, er_times(channels, 12) + weights)) return 0;
  return er_are_shifts((const int32_t *)call->constants + 2 * (ptrdiff_t)channels, channels);
}

/// Whether the weights that fill up runs of `run` inputs to whole quads are 0, in panels of 16 of
/// so many channels: what they are multiplied with may be anything.
static inline int er_fills_up_with_zeros(const int8_t *weights, int32_t channels, int64_t runs,
                                         int64_t run) {
  if (run % 4 == 0) return 1;
  for (int32_t first = 0; first < channels; first += 16) {
    const int32_t count = channels - first < 16 ? channels - first : 16;
    for (int64_t i = 0; i < runs; ++i) {
      weights += run / 4 * 4 * count;
      for (int32_t c = 0; c < count; ++c, weights += 4)
        for (int64_t k = run % 4; k < 4; ++k)
          if (weights[k]) return 0;
    }
  }
  return 1;
}

/// Whether elements of two inputs make an output of so many pixels and channels; one pixel or one
/// channel of an input may serve all of them.
static inline int er_pairs(const er_call *call, const er_limits *limits, int32_t width,
                           int32_t channels) {
  if (limits->input_count < 2 || !er_spans(call->outputs, width, channels)) return 0;
  for (int32_t i = 0; i < 2; ++i) {
    const er_view *view = &call->inputs[i];
    const int32_t pixels = view->pixel_bytes == 0 ? 1 : width;
    if (!er_spans(view, pixels, view->channels > 1 ? channels : 1)) return 0;
  }
  return 1;
}

/// Whether every element of one input makes one of the output, of so many bytes each.
static inline int er_maps(const er_call *call, const er_limits *limits, int32_t width,
                          int32_t channels, int32_t in_bytes, int32_t out_bytes) {
  return limits->input_count >= 1 && er_spans(call->inputs, width, er_times(channels, in_bytes)) &&
         er_spans(call->outputs, width, er_times(channels, out_bytes));
}

#endif
