#include "../accepts.h"

int er_batch_matmul_s8_accepts(const er_call *call, const er_limits *limits) {
  const er_batch_matmul_s8_params *p = call->params;
  if (limits->input_count < 2 || !er_is_shift(p->shift)) return 0;
  return er_spans(&call->inputs[0], 1, p->transposed1 ? p->rows : p->depth) &&
         er_spans(&call->inputs[1], 1, p->transposed2 ? p->depth : p->columns) &&
         er_spans(call->outputs, 1, p->columns) && er_counts_rows(call, p->rows, p->rows) &&
         er_counts_rows(call, p->rows, p->depth) && er_counts_rows(call, p->rows, p->columns) &&
         er_has_scratch(call, limits, er_times(p->depth, 4) + er_times(p->columns, 4));
}
