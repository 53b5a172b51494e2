#ifndef EDGE_X86_DIRECT_PAIRS_H
#define EDGE_X86_DIRECT_PAIRS_H

#include "../apart.h"
#include "channelwise.h"

// Pairs of pixels with 3 x 3 taps, read where they lie: what a call of one row saves by not staging
// three is as much as its work.

/// Whether whole vectors of the inputs may be read, of rows that follow each other.
static inline int32_t may_read_directly(const er_call *call, const er_window *w,
                                        int32_t input_count, int32_t channels) {
  return w->dilation_h == 1 && input_count == 1 && channels % LANES == 0 &&
         call->inputs->channels == channels && call->inputs->pixel_bytes >= channels;
}

/// Finds the rows of the windows of output row `row`, which is stored at `stored_row`; not where it
/// lies over one of them and pixels would be stored that are read again: by the next 64 channels,
/// or as rows descend.
ER_AVX512 int32_t find_rows(er_channelwise *s, int32_t row, int8_t *stored_row) {
  const er_window *w = s->window;
  const er_view *in = s->call->inputs, *out = s->call->outputs;
  const int32_t may_overlap = s->block_count == 1 && s->call->row_step > 0;
  const int32_t image = row < w->out_height ? 0 : row / w->out_height;
  const int32_t top = (row - image * w->out_height) * w->stride_h - w->pad_top;
  // Positions are counted from one, for a division takes as long as a pixel, and rows are chosen
  // without branches, for one that is mispredicted takes longer.
  const int32_t first = top < 0 ? 0 : top < w->in_height ? top : w->in_height - 1;
  int32_t position = er_held_position(in, image * w->in_height + first);
  ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky) {
    const int32_t y = top + ky;
    const int32_t is_inside = (uint32_t)y < (uint32_t)w->in_height;
    const int8_t *read = er_held_row(in, position);
    if (!may_overlap && is_inside &&
        er_overlap(er_row_span(in, read, w->in_width), er_row_span(out, stored_row, w->out_width)))
      return 0;
    s->lying.rows[ky] = is_inside ? (const uint8_t *)read : s->lying.pads;
    s->lying.steps[ky] = is_inside ? in->pixel_bytes : 0;
    const int32_t next = position + (y >= 0);
    position = next < in->ring ? next : 0;
  }
  return 1;
}

ER_AVX512 void compute_directly(const er_channelwise *s, const lanes *b, int8_t *out,
                                int32_t pixels, const finishing how) {
  er_window_rows r = s->lying;
  ER_UNROLLED for (int32_t ky = 0; ky < 3; ++ky)
    if (r.steps[ky]) r.rows[ky] += b->first + r.first * r.steps[ky];
  compute_pairs_of(s, b, r, out, pixels, 1, how);
}

#endif
