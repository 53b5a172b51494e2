#ifndef EDGE_REARRANGE_POSITIONS_H
#define EDGE_REARRANGE_POSITIONS_H

#include "../include/edge_kernels.h"

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

static inline plan plan_of(const er_call *call) {
  plan p = {.call = call, .params = call->params, .axes = call->constants};
  p.rows = (const er_rearrange_digit *)(p.axes + p.params->axis_count);
  p.pixels = p.rows + p.params->row_digits;
  p.blocks = p.pixels + p.params->pixel_digits;
  p.tables = (const int32_t *)(p.blocks + p.params->block_digits);
  return p;
}

/// Divisions take longer than all else, and most leave the value as it is.
static inline int32_t modulo(int32_t value, int32_t divisor) {
  return (uint32_t)value < (uint32_t)divisor ? value : value % divisor;
}

static inline void move(const plan *p, const er_rearrange_digit *digits, int32_t count,
                        int32_t index, position *at) {
  for (int32_t i = 0; i < count; ++i) {
    const er_rearrange_digit *d = &digits[i];
    const int32_t biased = modulo(index, d->period) + d->bias;
    const int32_t digit = modulo(d->divisor == 1 ? biased : biased / d->divisor, d->extent);
    at->along[d->axis] += d->step * (d->table < 0 ? digit : p->tables[d->table + digit]);
  }
}

/// The input at a position; null outside.
static inline const int8_t *source(const plan *p, const position *at) {
  int32_t offsets[3] = {0, 0, 0};
  for (int32_t i = 0; i < p->params->axis_count; ++i) {
    const er_rearrange_axis *axis = &p->axes[i];
    if (at->along[i] < 0 || at->along[i] >= axis->extent) return NULL;
    offsets[axis->unit] += at->along[i] * axis->stride;
  }
  const er_view *input = p->call->inputs;
  return er_pixel(input, er_row(input, offsets[0]), offsets[1]) + offsets[2];
}

static inline void fill(const plan *p, int8_t *to, int32_t bytes) {
  const int8_t *element = (const int8_t *)p->params->fill;
  for (int32_t i = 0; i < bytes; i += p->params->element_bytes)
    __builtin_memcpy(to + i, element, (size_t)p->params->element_bytes);
}

/// Whether the pixels of a row are one run of bytes here and there.
static inline int is_run(const plan *p) {
  const er_rearrange_digit *d = p->pixels;
  if (p->params->blocks != 1 || p->params->pixel_digits != 1) return 0;
  if (p->call->inputs->pixel_bytes != p->params->block_bytes) return 0;
  if (p->call->outputs->pixel_bytes != p->params->block_bytes) return 0;
  return d->table < 0 && d->step == 1 && d->bias == 0 && d->divisor == 1 &&
         d->extent >= p->params->width && p->axes[d->axis].unit == 1 &&
         p->axes[d->axis].stride == 1;
}

#endif
