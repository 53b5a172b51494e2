#include "edge_kernels.h"
#include "softmax_rows.h"

void er_softmax_s8_scalar(const er_call *call) { softmax_rows(call, NULL); }
