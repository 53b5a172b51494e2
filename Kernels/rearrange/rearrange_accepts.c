#include "../accepts.h"

enum { AXES = 6, MOST_DIGITS = 16, FURTHEST = 1 << 26 };

/// The positions that digits reach along each source axis.
typedef struct {
  int64_t low[AXES], high[AXES];
} reach;

/// Adds what a digit moves by, or `steps` of it from a table; whether that can be.
static int add_digit(reach *r, const er_rearrange_digit *d, const int32_t *table) {
  int64_t low = 0;
  int64_t high = table ? 0 : d->extent - 1;
  for (int32_t i = 0; table && i < d->extent; ++i) {
    if (i == 0 || table[i] < low) low = table[i];
    if (i == 0 || table[i] > high) high = table[i];
  }
  if (!er_within(d->step, -FURTHEST, FURTHEST) || low < -FURTHEST || high > FURTHEST) return 0;
  low *= d->step;
  high *= d->step;
  r->low[d->axis] += low < high ? low : high;
  r->high[d->axis] += low < high ? high : low;
  return r->low[d->axis] >= -FURTHEST && r->high[d->axis] <= FURTHEST;
}

static int accepts_digit(reach *r, const er_rearrange_digit *d, int32_t axis_count,
                         const int32_t *tables, int64_t entries) {
  if (d->period < 1 || d->divisor < 1 || d->extent < 1 || !er_within(d->bias, 0, 1 << 30)) return 0;
  if (d->period > 1 << 30 || !er_within(d->axis, 0, axis_count - 1)) return 0;
  if (d->table >= 0 && (int64_t)d->table + d->extent > entries) return 0;
  return add_digit(r, d, d->table < 0 ? NULL : tables + d->table);
}

/// Whether no position inside all axes lies outside the input.
static int accepts_axes(const er_call *call, const er_rearrange_axis *axes, const reach *r) {
  const er_rearrange_params *p = call->params;
  int64_t last[3] = {0, 0, 0};
  for (int32_t i = 0; i < p->axis_count; ++i) {
    const er_rearrange_axis *axis = &axes[i];
    if (!er_within(axis->unit, 0, 2) || axis->extent < 1 || axis->stride < 0) return 0;
    const int64_t high = r->high[i] < axis->extent ? r->high[i] : axis->extent - 1;
    if (high > 0) last[axis->unit] += er_times(high, axis->stride);
  }
  return last[0] < INT32_MAX && last[1] < INT32_MAX &&
         er_spans(call->inputs, (int32_t)last[1] + 1, last[2] + p->block_bytes);
}

int er_rearrange_accepts(const er_call *call, const er_limits *limits) {
  const er_rearrange_params *p = call->params;
  if (limits->input_count < 1 || !er_within(p->axis_count, 1, AXES)) return 0;
  if (!er_within(p->row_digits, 0, MOST_DIGITS) || !er_within(p->pixel_digits, 0, MOST_DIGITS) ||
      !er_within(p->block_digits, 0, MOST_DIGITS))
    return 0;
  if (!er_within(p->element_bytes, 1, 8) || p->blocks < 1 || p->block_bytes < 1) return 0;
  if (p->block_bytes % p->element_bytes != 0) return 0;
  const er_rearrange_axis *axes = call->constants;
  const er_rearrange_digit *digits = (const er_rearrange_digit *)(axes + p->axis_count);
  const int32_t count = p->row_digits + p->pixel_digits + p->block_digits;
  const int64_t plan = p->axis_count * (int64_t)sizeof *axes + count * (int64_t)sizeof *digits;
  if (!er_has_constants(limits, plan)) return 0;
  reach r = {{0}, {0}};
  for (int32_t i = 0; i < p->axis_count; ++i) {
    if (!er_within(axes[i].origin, -FURTHEST, FURTHEST)) return 0;
    r.low[i] = r.high[i] = axes[i].origin;
  }
  const int64_t entries = (limits->constants_bytes - plan) / 4;
  for (int32_t i = 0; i < count; ++i)
    if (!accepts_digit(&r, &digits[i], p->axis_count, (const int32_t *)(digits + count), entries))
      return 0;
  return accepts_axes(call, axes, &r) &&
         er_spans(call->outputs, p->width, er_times(p->blocks, p->block_bytes));
}
