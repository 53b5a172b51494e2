#ifndef BENCH_HELIUM_H
#define BENCH_HELIUM_H

#include "bench.h"

const fast_kernels fast = {.convolution = er_conv2d_folded_s8_helium,
                           .depthwise = er_depthwise_conv2d_s8_helium,
                           .average = er_average_pool_s8_helium,
                           .maximum = er_max_pool_s8_helium,
                           .addition = er_add_s8_helium,
                           .pack = pack_folded};

#endif
