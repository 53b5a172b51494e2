#ifndef EDGE_X86_PACKED_CONVOLUTION_H
#define EDGE_X86_PACKED_CONVOLUTION_H

#include "range.h"
#include "tiles.h"

// What packed convolutions with vectors of any size do alike. The includer has included its
// staging.

enum { PANEL = 16, PANELS = 4 };

/// What all blocks of a call have in common.
typedef struct {
  const er_call *call;
  const er_conv2d_packed_s8_params *params;
  er_staged_image image;
  er_staged_rows held;
  const int8_t *weights;
  ptrdiff_t panel_bytes;  // weights of a full panel
  ptrdiff_t segment;      // from one staged row to the next
  ptrdiff_t pixel_step;   // from the staged window of one pixel to the next one's
  int32_t rows, runs, quads;
  ptrdiff_t run_step;
  int32_t is_direct;  // whether inputs are read where they lie
  er_range range;
} convolution;

/// - Parameter flat: whether the call's rows are computed as one long row.
static inline convolution convolution_of(const er_call *call, int32_t flat) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const convolution s = {
      .call = call,
      .params = p,
      .image = {call->inputs, p->input_count, p->in_channels,
                flat ? call->row_count * w->in_width : w->in_width,
                (uint8_t)(128 - p->input_offset)},
      .held = er_no_rows(),
      .weights = (const int8_t *)call->constants + ER_PACKED_CHANNEL_BYTES * p->out_channels,
      .panel_bytes = (ptrdiff_t)er_packed_quads(w, p->in_channels) * 4 * PANEL,
      .pixel_step = (ptrdiff_t)w->stride_w * p->in_channels,
      .rows = w->kernel_h,
      .runs = er_packed_runs(w),
      .quads = (er_packed_run_inputs(w, p->in_channels) + 3) / 4,
      .run_step = (ptrdiff_t)w->dilation_w * p->in_channels,
      .range = {p->output_offset, p->activation_min, p->activation_max,
                p->activation_min >= p->output_offset},
  };
  return s;
}

/// A part of an output row.
typedef struct {
  int32_t x, count;
} row_part;

/// Stages the windows of the next part, of at most `most` pixels, of a row of `width`, of which
/// `done` are computed.
ER_STAGING row_part stage_part(convolution *s, uint8_t *staged, int32_t row, int32_t width,
                               int32_t done, int32_t most) {
  const er_window *w = &s->params->window;
  const int32_t count = first_part(width - done, most);
  const int32_t x = s->call->row_step > 0 ? done : width - done - count;
  const int32_t columns = (count - 1) * w->stride_w + (w->kernel_w - 1) * w->dilation_w + 1;
  if (count < width) s->held.is_empty = 1;
  s->segment = count < width ? (columns * s->image.channels + 3) & ~3
                             : er_kept_segment((int64_t)columns * s->image.channels);
  er_stage_window(staged, s->segment, &s->image, w, row, x * w->stride_w - w->pad_left, columns,
                  &s->held);
  const row_part part = {x, count};
  return part;
}

#endif
