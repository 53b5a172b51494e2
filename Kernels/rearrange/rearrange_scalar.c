#include "edge_kernels.h"

enum { AXES = 6 };

/// A call's constants, taken apart.
typedef struct {
  const er_call *call;
  const er_rearrange_params *params;
  const er_rearrange_axis *axes;
  const er_rearrange_digit *rows, *pixels, *blocks;
  const int32_t *tables;
} plan;

/// Positions along the source axes.
typedef struct {
  int32_t along[AXES];
} position;

static plan plan_of(const er_call *call) {
  plan p = {.call = call, .params = call->params, .axes = call->constants};
  p.rows = (const er_rearrange_digit *)(p.axes + p.params->axis_count);
  p.pixels = p.rows + p.params->row_digits;
  p.blocks = p.pixels + p.params->pixel_digits;
  p.tables = (const int32_t *)(p.blocks + p.params->block_digits);
  return p;
}

static void move(const plan *p, const er_rearrange_digit *digits, int32_t count, int32_t index,
                 position *at) {
  for (int32_t i = 0; i < count; ++i) {
    const er_rearrange_digit *d = &digits[i];
    const int32_t digit = (index % d->period + d->bias) / d->divisor % d->extent;
    at->along[d->axis] += d->step * (d->table < 0 ? digit : p->tables[d->table + digit]);
  }
}

/// The input at a position; null outside.
static const int8_t *source(const plan *p, const position *at) {
  int32_t offsets[3] = {0, 0, 0};
  for (int32_t i = 0; i < p->params->axis_count; ++i) {
    const er_rearrange_axis *axis = &p->axes[i];
    if (at->along[i] < 0 || at->along[i] >= axis->extent) return NULL;
    offsets[axis->unit] += at->along[i] * axis->stride;
  }
  const er_view *input = p->call->inputs;
  return er_pixel(input, er_row(input, offsets[0]), offsets[1]) + offsets[2];
}

static void fill(const plan *p, int8_t *to, int32_t bytes) {
  const int8_t *element = (const int8_t *)p->params->fill;
  for (int32_t i = 0; i < bytes; i += p->params->element_bytes)
    __builtin_memcpy(to + i, element, (size_t)p->params->element_bytes);
}

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

/// Whether the pixels of a row are one run of bytes here and there.
static int is_run(const plan *p) {
  const er_rearrange_digit *d = p->pixels;
  if (p->params->blocks != 1 || p->params->pixel_digits != 1) return 0;
  if (p->call->inputs->pixel_bytes != p->params->block_bytes) return 0;
  if (p->call->outputs->pixel_bytes != p->params->block_bytes) return 0;
  return d->table < 0 && d->step == 1 && d->bias == 0 && d->divisor == 1 &&
         d->extent >= p->params->width && p->axes[d->axis].unit == 1 &&
         p->axes[d->axis].stride == 1;
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
