#ifndef BENCH_DOTPROD_H
#define BENCH_DOTPROD_H

#include "bench.h"

const fast_kernels fast = {.convolution = er_conv2d_dot_s8_dotprod,
                           .depthwise = er_depthwise_conv2d_s8_neon,
                           .pack = pack_dots};

#endif
