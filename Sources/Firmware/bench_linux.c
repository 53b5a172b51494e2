// A program that runs the kernels for ARM Linux on layers of many shapes; bench.h says how.
// BENCH_KERNELS is the header that says which kernels.
#include BENCH_KERNELS

#include "bench.h"

static const layer layers[] = {
    {convolution, "conv1x1_28x28x32_32", {28, 28, 32, 32, 1, 1}},
    {convolution, "conv1x1_28x28x160_48", {28, 28, 160, 48, 1, 1}},
    {convolution, "conv1x1_12x12x128_128", {12, 12, 128, 128, 1, 1}},
    {convolution, "conv1x1_6x6x256_256", {6, 6, 256, 256, 1, 1}},
    {convolution, "conv3x3_32x32x16_16", {32, 32, 16, 16, 3, 1}},
    {convolution, "conv3x3_32x32x3_16", {32, 32, 3, 16, 3, 1}},
    {convolution, "conv3x3_96x96x3_8_s2", {96, 96, 3, 8, 3, 2}},
    {depthwise, "depthwise3x3_28x28x64", {28, 28, 64, 1}},
    {depthwise, "depthwise3x3_48x48x16", {48, 48, 16, 1}},
    {depthwise, "depthwise3x3_12x12x128", {12, 12, 128, 1}},
    {convolution, "fully_connected_640_128", {1, 1, 640, 128, 1, 1}},
};

int main(void) {
  run_layers(layers, sizeof layers / sizeof *layers);
  return 0;
}
