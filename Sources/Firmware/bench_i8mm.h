#ifndef BENCH_I8MM_H
#define BENCH_I8MM_H

#include "bench.h"

const fast_kernels fast = {.convolution = er_conv2d_dot_s8_i8mm,
                           .depthwise = er_depthwise_conv2d_s8_neon,
                           .pack = pack_dots};

#endif
