#ifndef EDGE_SOFTMAX_ROWS_H
#define EDGE_SOFTMAX_ROWS_H

#include "../include/edge_kernels.h"

enum { SUM_INTEGER_BITS = 12 };

/// A call's params, and its exponentials of 0, -1, -2 ... down to diff_min, if they are known.
typedef struct {
  const er_softmax_s8_params *params;
  const int32_t *known;
} softmax;

/// exp of a scaled difference to the largest channel, Q0.31.
static inline int32_t exponential(const er_softmax_s8_params *p, int32_t difference) {
  return er_exp_of_negative(
      er_requantize(difference, p->input_multiplier, p->input_left_shift));
}

static inline int32_t exponential_of(const softmax *s, int32_t difference) {
  return s->known ? s->known[-difference] : exponential(s->params, difference);
}

static inline int32_t largest(const int8_t *x, int32_t count) {
  int32_t best = x[0];
  for (int32_t c = 1; c < count; ++c) best = x[c] > best ? x[c] : best;
  return best;
}

/// The sum of all exponentials, Q12.19.
static inline uint32_t sum_of_exponentials(const softmax *s, const int8_t *x, int32_t top) {
  const er_softmax_s8_params *p = s->params;
  int32_t sum = 0;
  for (int32_t c = 0; c < p->channels; ++c)
    if (x[c] - top >= p->diff_min)
      sum += er_rounding_shift(exponential_of(s, x[c] - top), SUM_INTEGER_BITS);
  return (uint32_t)sum;
}

static inline void softmax_pixel(const softmax *s, const int8_t *x, int8_t *out) {
  const er_softmax_s8_params *p = s->params;
  const int32_t top = largest(x, p->channels);
  const uint32_t sum = sum_of_exponentials(s, x, top);
  const int32_t headroom = __builtin_clz(sum);
  const int32_t inverse =
      er_one_over_one_plus((int32_t)((sum << headroom) - (UINT32_C(1) << 31)));
  const int32_t exponent = SUM_INTEGER_BITS - headroom + 31 - p->output_bits;
  const int32_t zero = -(1 << (p->output_bits - 1));
  const int32_t bytes = p->output_bits / 8;
  for (int32_t c = 0; c < p->channels; ++c) {
    int32_t value = 0;
    // An exponent above 31 is a sum of 512 or more: every quotient rounds to 0.
    if (x[c] - top >= p->diff_min && exponent <= 31)
      value = er_rounding_shift(er_doubling_high_mul(inverse, exponential_of(s, x[c] - top)),
                                exponent);
    er_store_element(out + (ptrdiff_t)c * bytes, bytes == 1 ? ER_INT8 : ER_INT16,
                     er_clamp(value + zero, zero, -zero - 1));
  }
}

/// Computes the call's rows.
static inline void softmax_rows(const er_call *call, const int32_t *known) {
  const softmax s = {call->params, known};
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < s.params->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, s.params->width);
      softmax_pixel(&s, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}

#endif
