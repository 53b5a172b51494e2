#include "edge_kernels.h"

/// a[m][k] + offset1 for every k.
static void gather_factors(const er_call *call, int32_t image, int32_t m, int32_t *factors) {
  const er_batch_matmul_s8_params *p = call->params;
  const er_view *a = &call->inputs[0];
  if (p->transposed1) {
    for (int32_t k = 0; k < p->depth; ++k)
      factors[k] = er_row(a, image * p->depth + k)[m] + p->offset1;
  } else {
    const int8_t *row = er_row(a, image * p->rows + m);
    for (int32_t k = 0; k < p->depth; ++k) factors[k] = row[k] + p->offset1;
  }
}

/// Rows of b are k: adds each of them times its factor.
static void add_rows(const er_call *call, int32_t image, const int32_t *factors, int32_t *sums) {
  const er_batch_matmul_s8_params *p = call->params;
  for (int32_t k = 0; k < p->depth; ++k) {
    const int8_t *b = er_row(&call->inputs[1], image * p->depth + k);
    for (int32_t n = 0; n < p->columns; ++n)
      sums[n] = er_wrapping_add(sums[n], factors[k] * (b[n] + p->offset2));
  }
}

/// Rows of b are n: multiplies the factors with one after the other.
static void add_products(const er_call *call, int32_t image, const int32_t *factors,
                         int32_t *sums) {
  const er_batch_matmul_s8_params *p = call->params;
  for (int32_t n = 0; n < p->columns; ++n) {
    const int8_t *b = er_row(&call->inputs[1], image * p->columns + n);
    for (int32_t k = 0; k < p->depth; ++k)
      sums[n] = er_wrapping_add(sums[n], factors[k] * (b[k] + p->offset2));
  }
}

void er_batch_matmul_s8_scalar(const er_call *call) {
  const er_batch_matmul_s8_params *p = call->params;
  int32_t *factors = call->scratch;
  int32_t *sums = factors + p->depth;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const int32_t image = row / p->rows;
    int8_t *out = er_row(call->outputs, row);
    gather_factors(call, image, row % p->rows, factors);
    for (int32_t n = 0; n < p->columns; ++n) sums[n] = 0;
    if (p->transposed2)
      add_products(call, image, factors, sums);
    else
      add_rows(call, image, factors, sums);
    for (int32_t n = 0; n < p->columns; ++n)
      out[n] = er_requantize_s8(sums[n], p->multiplier, p->shift, p->output_offset, -128, 127);
  }
}
