#include "../dsp/output_stage.h"
#include "../elementwise.h"
#include "edge_kernels.h"

// Of two terms, converters multiply the one with the larger scale by exactly 1/2: it is shifted.
// Other sums are the scalar variant's.

enum { LEFT_SHIFT = 20, HALF = 1 << 30 };

/// A sum of a term that is halved and one that is scaled. Both count shifted left.
typedef struct {
  int32_t both_halved;           // the second term is halved, too
  int32_t twice_offset;          // of what is halved
  int32_t scaled_offset;         // doubled
  int32_t multiplier, rounding, shift;
  er_dsp_stage output;
} addition;

static inline int8_t add_scaled(const addition *a, int32_t halved, int32_t scaled) {
  const int32_t twice = a->scaled_offset + scaled * (1 << (LEFT_SHIFT + 1));
  const int32_t term = (er_smmlar(twice, a->multiplier, a->rounding) + (twice >> 31)) >> a->shift;
  return er_dsp_output(a->twice_offset + halved * (1 << LEFT_SHIFT) + 2 * term, &a->output);
}

static inline int8_t add_halved(const addition *a, int32_t x1, int32_t x2) {
  return er_dsp_output(a->twice_offset + (x1 + x2) * (1 << LEFT_SHIFT), &a->output);
}

/// Adds neighbouring elements of two inputs, of which the first is halved and the second scaled.
static __attribute__((noinline)) void add_neighbours(const addition *sum, const int8_t *halved,
                                                     const int8_t *scaled, int8_t *out,
                                                     int32_t count) {
  const addition a = *sum;
  for (; count >= 2; count -= 2, halved += 2, scaled += 2, out += 2) {
    const int8_t second = add_scaled(&a, halved[1], scaled[1]);
    out[0] = add_scaled(&a, halved[0], scaled[0]);
    out[1] = second;
  }
  if (count > 0) *out = add_scaled(&a, *halved, *scaled);
}

/// Adds `count` elements; the first input is halved.
static void add_run(const addition *a, const int8_t *x1, int32_t step1, const int8_t *x2,
                    int32_t step2, int8_t *out, int32_t count) {
  if (a->both_halved)
    for (; count > 0; --count, x1 += step1, x2 += step2) *out++ = add_halved(a, *x1, *x2);
  else if (step1 == 1 && step2 == 1)
    add_neighbours(a, x1, x2, out, count);
  else
    for (; count > 0; --count, x1 += step1, x2 += step2) *out++ = add_scaled(a, *x1, *x2);
}

typedef struct {
  int32_t offset, multiplier, shift;
} term;

static int is_halved(term t) { return t.multiplier == HALF && t.shift == 0; }

static int is_scaled(term t) {
  return t.multiplier >= 0 && t.shift <= -1 && t.shift >= -ER_DSP_LARGEST_SHIFT;
}

static addition addition_of(const er_add_s8_params *p, term halved, term scaled) {
  addition a = {.both_halved = is_halved(scaled), .multiplier = scaled.multiplier};
  a.twice_offset = halved.offset * (1 << LEFT_SHIFT);
  if (a.both_halved) {
    a.twice_offset += scaled.offset * (1 << LEFT_SHIFT);
  } else {
    a.shift = -scaled.shift;
    a.rounding = er_dsp_rounding(a.shift, 0);
  }
  a.scaled_offset = scaled.offset * (1 << (LEFT_SHIFT + 1));
  a.output.multiplier = p->output_multiplier;
  a.output.shift = -p->output_shift;
  a.output.rounding = er_dsp_rounding(-p->output_shift, p->output_offset);
  return a;
}

static int is_zero_point(int32_t x) { return x >= -128 && x <= 128; }

/// Adds all rows; the first input is halved.
static void add_rows(const er_call *call, const er_view *in1, const er_view *in2,
                     const addition *a) {
  const er_add_s8_params *p = call->params;
  const er_view *view = call->outputs;
  const int32_t together =
      call->row_step > 0 && view->pixel_bytes == p->channels && er_follows(in1, p->channels) &&
      er_follows(in2, p->channels);
  const int32_t step1 = together || in1->channels > 1, step2 = together || in2->channels > 1;
  const int32_t runs = together ? 1 : p->width;
  const int32_t length = together ? p->width * p->channels : p->channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *row1 = er_row(in1, row), *row2 = er_row(in2, row), *out = er_row(view, row);
    for (int32_t j = 0; j < runs; ++j) {
      const int32_t x = er_nth_pixel(call, j, runs);
      int8_t *to = er_pixel(view, out, x);
      add_run(a, er_pixel(in1, row1, x), step1, er_pixel(in2, row2, x), step2, to, length);
      er_clamp_bytes(to, length, p->activation_min, p->activation_max);
    }
  }
}

void er_add_s8_dsp(const er_call *call) {
  const er_add_s8_params *p = call->params;
  const term first = {p->offset1, p->multiplier1, p->shift1};
  const term second = {p->offset2, p->multiplier2, p->shift2};
  const int32_t is_regular = p->left_shift == LEFT_SHIFT && is_zero_point(p->offset1) &&
                             is_zero_point(p->offset2) && p->output_multiplier >= 0 &&
                             p->output_shift <= -1 && p->output_shift >= -ER_DSP_LARGEST_SHIFT;
  if (is_regular && is_halved(first) && (is_halved(second) || is_scaled(second))) {
    const addition a = addition_of(p, first, second);
    add_rows(call, &call->inputs[0], &call->inputs[1], &a);
  } else if (is_regular && is_halved(second) && is_scaled(first)) {
    const addition a = addition_of(p, second, first);
    add_rows(call, &call->inputs[1], &call->inputs[0], &a);
  } else {
    er_add_s8_scalar(call);
  }
}
