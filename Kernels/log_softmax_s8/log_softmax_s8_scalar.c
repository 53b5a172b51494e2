#include "edge_kernels.h"

enum { SUM_INTEGER_BITS = 12 };

/// A difference to the largest channel in Q5.26.
static int32_t scaled(const er_log_softmax_s8_params *p, int32_t difference) {
  return er_requantize(difference, p->input_multiplier, p->input_left_shift);
}

static int32_t largest(const int8_t *x, int32_t count) {
  int32_t best = x[0];
  for (int32_t c = 1; c < count; ++c) best = x[c] > best ? x[c] : best;
  return best;
}

/// The logarithm of the sum of all exponentials, Q5.26.
static int32_t log_of_sum(const er_log_softmax_s8_params *p, const int8_t *x, int32_t top) {
  int32_t sum = 0;
  for (int32_t c = 0; c < p->channels; ++c)
    if (x[c] - top >= p->diff_min)
      sum += er_rounding_shift(er_exp_of_negative(scaled(p, x[c] - top)), SUM_INTEGER_BITS);
  return er_log(sum, SUM_INTEGER_BITS);
}

static void log_softmax_pixel(const er_log_softmax_s8_params *p, const int8_t *x, int8_t *out) {
  const int32_t top = largest(x, p->channels);
  const int32_t log_sum = log_of_sum(p, x, top);
  // The least difference whose result still fits Q5.26.
  const int32_t representable = er_requantize(er_wrapping_add(log_sum, INT32_MIN),
                                              p->inverse_multiplier, p->inverse_shift);
  const int32_t floor = representable > p->diff_min - 1 ? representable : p->diff_min - 1;
  for (int32_t c = 0; c < p->channels; ++c) {
    const int32_t difference = x[c] - top;
    int32_t value = -128;
    if (difference > floor)
      value = 127 + er_rounding_shift(er_wrapping_add(scaled(p, difference), -log_sum), 22);
    out[c] = (int8_t)er_clamp(value, -128, 127);
  }
}

void er_log_softmax_s8_scalar(const er_call *call) {
  const er_log_softmax_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      log_softmax_pixel(p, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}
