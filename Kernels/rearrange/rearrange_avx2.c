#if defined(__x86_64__)
#include "edge_kernels.h"
#include "positions.h"

// Counting digits takes divisions. Where no source axis is moved by more than one of the row, the
// pixel and the block, what pixels and blocks add is the same everywhere, and is counted once. It is
// no work for vectors, but needs more stack than microcontrollers have.

enum { MOST_PIXELS = 512, MOST_BLOCKS = 2048 };

/// What an index adds to a place in the input.
typedef struct {
  int32_t rows, bytes;
  int32_t is_inside;
} shift;

/// A call, counted.
typedef struct {
  plan of;
  position start;
  uint32_t by_row;            // source axes that rows move, or nothing does
  shift pixels[MOST_PIXELS];
  shift blocks[MOST_BLOCKS];
  int32_t is_flat;            // whether a row is bytes of one input row, and nothing is filled
  int32_t bytes[MOST_BLOCKS];  // of which byte of that row each is, if so
} counted;

static uint32_t axes_of(const er_rearrange_digit *digits, int32_t count) {
  uint32_t axes = 0;
  for (int32_t i = 0; i < count; ++i) axes |= UINT32_C(1) << digits[i].axis;
  return axes;
}

/// The place along some of the axes.
static shift shift_of(const plan *p, const position *at, uint32_t axes) {
  int32_t by_unit[3] = {0, 0, 0};
  int32_t is_inside = 1;
  for (int32_t i = 0; i < p->params->axis_count; ++i) {
    const er_rearrange_axis *axis = &p->axes[i];
    if (!(axes >> i & 1)) continue;
    is_inside &= at->along[i] >= 0 && at->along[i] < axis->extent;
    if (is_inside) by_unit[axis->unit] += at->along[i] * axis->stride;
  }
  const shift s = {by_unit[0], by_unit[1] * p->call->inputs->pixel_bytes + by_unit[2], is_inside};
  return s;
}

static void count_up(const counted *c, const er_rearrange_digit *digits, int32_t count,
                     uint32_t axes, shift *shifts, int32_t length) {
  for (int32_t i = 0; i < length; ++i) {
    position at = c->start;
    move(&c->of, digits, count, i, &at);
    shifts[i] = shift_of(&c->of, &at, axes);
  }
}

/// Whether all pixels and blocks are bytes inside the same input row; then says which.
static int32_t flatten(counted *c) {
  const er_rearrange_params *q = c->of.params;
  if (q->block_bytes != 1 || q->width * q->blocks > MOST_BLOCKS ||
      c->of.call->outputs->pixel_bytes != q->blocks || c->of.call->row_step < 0)
    return 0;
  int32_t *next = c->bytes;
  for (int32_t x = 0; x < q->width; ++x)
    for (int32_t i = 0; i < q->blocks; ++i) {
      if (c->pixels[x].rows || !c->pixels[x].is_inside || !c->blocks[i].is_inside) return 0;
      *next++ = c->pixels[x].bytes + c->blocks[i].bytes;
    }
  return 1;
}

/// Counts what a call moves; 0 where that is not the same everywhere.
static int32_t count(counted *c) {
  const plan *p = &c->of;
  const er_rearrange_params *q = p->params;
  const uint32_t by_pixel = axes_of(p->pixels, q->pixel_digits);
  const uint32_t by_block = axes_of(p->blocks, q->block_digits);
  c->by_row = ~(by_pixel | by_block);
  if (is_run(p) || q->width > MOST_PIXELS || q->blocks > MOST_BLOCKS || (by_pixel & by_block) ||
      (axes_of(p->rows, q->row_digits) & ~c->by_row))
    return 0;
  const position nowhere = {{0}};
  c->start = nowhere;
  for (int32_t axis = 0; axis < q->axis_count; ++axis) c->start.along[axis] = p->axes[axis].origin;
  count_up(c, p->blocks, q->block_digits, by_block, c->blocks, q->blocks);
  for (int32_t i = 0; i < q->blocks; ++i)
    if (c->blocks[i].rows) return 0;
  count_up(c, p->pixels, q->pixel_digits, by_pixel, c->pixels, q->width);
  c->is_flat = flatten(c);
  return 1;
}

static void store_pixel(const counted *c, const shift *row, const shift *pixel, int8_t *to) {
  const er_rearrange_params *q = c->of.params;
  const int32_t bytes = q->block_bytes;
  if (!row->is_inside || !pixel->is_inside) {
    fill(&c->of, to, q->blocks * bytes);
    return;
  }
  const int8_t *from =
      er_row(c->of.call->inputs, row->rows + pixel->rows) + row->bytes + pixel->bytes;
  for (int32_t i = 0; i < q->blocks; ++i, to += bytes) {
    if (!c->blocks[i].is_inside)
      fill(&c->of, to, bytes);
    else if (bytes == 1)
      *to = from[c->blocks[i].bytes];
    else
      __builtin_memmove(to, from + c->blocks[i].bytes, (size_t)bytes);
  }
}

static void store_row(const counted *c, int32_t index) {
  const er_call *call = c->of.call;
  const er_rearrange_params *q = c->of.params;
  position at = c->start;
  move(&c->of, c->of.rows, q->row_digits, index, &at);
  const shift row = shift_of(&c->of, &at, c->by_row);
  int8_t *out = er_row(call->outputs, index);
  if (c->is_flat && row.is_inside) {
    const int8_t *from = er_row(call->inputs, row.rows) + row.bytes;
    for (int32_t i = 0; i < q->width * q->blocks; ++i) out[i] = from[c->bytes[i]];
    return;
  }
  for (int32_t j = 0; j < q->width; ++j) {
    const int32_t x = er_nth_pixel(call, j, q->width);
    store_pixel(c, &row, &c->pixels[x], er_pixel(call->outputs, out, x));
  }
}

void er_rearrange_avx2(const er_call *call) {
  counted c;
  c.of = plan_of(call);
  if (!count(&c)) {
    er_rearrange_scalar(call);
    return;
  }
  for (int32_t i = 0; i < call->row_count; ++i) store_row(&c, er_nth_row(call, i));
}
#endif
