#include "edge_kernels.h"
#include "positions.h"

static void store(const plan *p, const position *at, int8_t *to) {
  const int8_t *from = source(p, at);
  if (from)
    __builtin_memmove(to, from, (size_t)p->params->block_bytes);
  else
    fill(p, to, p->params->block_bytes);
}

static void store_pixel(const plan *p, position at, int32_t x, int8_t *to) {
  move(p, p->pixels, p->params->pixel_digits, x, &at);
  for (int32_t block = 0; block < p->params->blocks; ++block) {
    position here = at;
    move(p, p->blocks, p->params->block_digits, block, &here);
    store(p, &here, to + (ptrdiff_t)block * p->params->block_bytes);
  }
}

/// The run goes first: it may lie where the filled pixels beside it go.
static void store_run(const plan *p, position at, int8_t *to) {
  const int32_t width = p->params->width;
  const int32_t bytes = p->params->block_bytes;
  const int32_t start = at.along[p->pixels->axis];
  const int32_t room = p->axes[p->pixels->axis].extent - start;
  int32_t first = start < 0 ? -start : 0;
  int32_t last = room < width ? room : width;
  at.along[p->pixels->axis] = start + first;
  const int8_t *from = first < last ? source(p, &at) : NULL;
  if (!from) first = last = width;
  if (from)
    __builtin_memmove(to + (ptrdiff_t)first * bytes, from, (size_t)(last - first) * (size_t)bytes);
  fill(p, to, first * bytes);
  fill(p, to + (ptrdiff_t)last * bytes, (width - last) * bytes);
}

void er_rearrange_scalar(const er_call *call) {
  const plan p = plan_of(call);
  const int run = is_run(&p);
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *out = er_row(call->outputs, row);
    position at = {{0}};
    for (int32_t axis = 0; axis < p.params->axis_count; ++axis)
      at.along[axis] = p.axes[axis].origin;
    move(&p, p.rows, p.params->row_digits, row, &at);
    if (run) {
      store_run(&p, at, out);
      continue;
    }
    for (int32_t j = 0; j < p.params->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p.params->width);
      store_pixel(&p, at, x, er_pixel(call->outputs, out, x));
    }
  }
}
