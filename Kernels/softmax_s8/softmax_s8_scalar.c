#include "edge_kernels.h"

enum { SUM_INTEGER_BITS = 12 };

/// exp of a scaled difference to the largest channel, Q0.31.
static int32_t exponential(const er_softmax_s8_params *p, int32_t difference) {
  return er_exp_of_negative(
      er_requantize(difference, p->input_multiplier, p->input_left_shift));
}

static int32_t largest(const int8_t *x, int32_t count) {
  int32_t best = x[0];
  for (int32_t c = 1; c < count; ++c) best = x[c] > best ? x[c] : best;
  return best;
}

/// The sum of all exponentials, Q12.19.
static uint32_t sum_of_exponentials(const er_softmax_s8_params *p, const int8_t *x, int32_t top) {
  int32_t sum = 0;
  for (int32_t c = 0; c < p->channels; ++c)
    if (x[c] - top >= p->diff_min)
      sum += er_rounding_shift(exponential(p, x[c] - top), SUM_INTEGER_BITS);
  return (uint32_t)sum;
}

static void softmax_pixel(const er_softmax_s8_params *p, const int8_t *x, int8_t *out) {
  const int32_t top = largest(x, p->channels);
  const uint32_t sum = sum_of_exponentials(p, x, top);
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
      value = er_rounding_shift(er_doubling_high_mul(inverse, exponential(p, x[c] - top)),
                                exponent);
    er_store_element(out + (ptrdiff_t)c * bytes, bytes == 1 ? ER_INT8 : ER_INT16,
                     er_clamp(value + zero, zero, -zero - 1));
  }
}

void er_softmax_s8_scalar(const er_call *call) {
  const er_softmax_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(call->inputs, row);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < p->width; ++j) {
      const int32_t x = er_nth_pixel(call, j, p->width);
      softmax_pixel(p, er_pixel(call->inputs, in, x), er_pixel(call->outputs, out, x));
    }
  }
}
