#if defined(__x86_64__)
#include "edge_kernels.h"
#include "softmax_rows.h"

// There are 256 differences of two bytes at most. Where there are more elements, all their
// exponentials are computed before; which needs more stack than microcontrollers have.

enum { DIFFERENCES = 256 };

void er_softmax_s8_avx2(const er_call *call) {
  const er_softmax_s8_params *p = call->params;
  if ((int64_t)call->row_count * p->width * p->channels < DIFFERENCES) {
    softmax_rows(call, NULL);
    return;
  }
  // Where a changed program stores results over channels to be read, those may lie above the
  // largest: they are looked up before the others.
  int32_t all[2 * DIFFERENCES] = {0};
  int32_t *known = all + DIFFERENCES;
  for (int32_t i = 0; i < DIFFERENCES && -i >= p->diff_min; ++i) known[i] = exponential(p, -i);
  softmax_rows(call, known);
}
#endif
