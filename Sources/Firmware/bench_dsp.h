#ifndef BENCH_DSP_H
#define BENCH_DSP_H

#include "bench.h"

const fast_kernels fast = {.convolution = er_conv2d_paired_s8_dsp,
                           .depthwise = er_depthwise_conv2d_s8_dsp,
                           .average = er_average_pool_s8_dsp,
                           .addition = er_add_s8_dsp,
                           .pack = pack_paired};

#endif
