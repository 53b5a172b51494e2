#ifndef EDGE_X86_STAGED_ROWS_H
#define EDGE_X86_STAGED_ROWS_H

#include "../include/edge_kernels.h"

// Windows of neighbouring output pixels are staged: their input rows are copied into a small buffer
// on the stack, views stitched, padding filled in, every byte as x + 128. What follows reads only
// the buffer, so nothing is read outside the views and output may overtake input.

enum { ER_STAGED_BYTES = 24 << 10, ER_STAGED_SLACK = 256 };

/// The rows of a window's image that lie staged: a ring of kernel_h segments.
typedef struct {
  int32_t image;      // of the output row that was staged last
  int32_t first_row;  // output row that image begins with
  int32_t origin;     // input row, in its image, that the window begins with
  int32_t start;      // segment of the window's first row
  int32_t is_empty;
} er_staged_rows;

/// Nothing held.
static inline er_staged_rows er_no_rows(void) {
  const er_staged_rows none = {.is_empty = 1};
  return none;
}

/// The segment of row `ky` of a window.
static inline int32_t er_staged_segment(const er_staged_rows *held, const er_window *w,
                                        int32_t ky) {
  const int32_t segment = held->start + ky;
  return segment < w->kernel_h ? segment : segment - w->kernel_h;
}

/// Moves the ring to the window of output row `row`, of which the rows [*first, *last) are new.
/// Divides only where an image begins: a division takes as long as staging a short row.
static inline void er_staged_advance(er_staged_rows *held, const er_window *w, int32_t row,
                                     int32_t *first, int32_t *last) {
  const int32_t kernel = w->kernel_h;
  if (row < held->first_row || row - held->first_row >= w->out_height) {
    held->image = row / w->out_height;
    held->first_row = held->image * w->out_height;
    held->is_empty = 1;
  }
  const int32_t origin = (row - held->first_row) * w->stride_h - w->pad_top;
  const int32_t distance = origin - held->origin;
  const int32_t moved = w->dilation_h == 1 ? distance : distance / w->dilation_h;
  const int32_t stays = !held->is_empty && moved < kernel && moved > -kernel &&
                        moved * w->dilation_h == distance;
  const int32_t start = stays ? held->start + moved : 0;
  *first = stays && moved > 0 ? kernel - moved : 0;
  *last = stays && moved <= 0 ? -moved : kernel;
  held->start = start < 0 ? start + kernel : start < kernel ? start : start - kernel;
  held->origin = origin;
  held->is_empty = 0;
}

/// The bytes from one staged row of `bytes` bytes to the next, if staging one must spare the
/// others.
static inline ptrdiff_t er_kept_segment(int64_t bytes) {
  return (ptrdiff_t)((bytes + 63 + 63) & ~INT64_C(63));
}

#endif
