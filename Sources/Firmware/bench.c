// A firmware that runs the kernels for Cortex-M on layers of many shapes; bench.h says how.
// BENCH_KERNELS is the header that says which kernels.
#include BENCH_KERNELS

#include "bench.h"

/// Shape: height, width, channels, kernel, stride.
static void pooling(const char *name, const int32_t *s, er_kernel scalar, er_kernel kernel) {
  const er_average_pool_s8_params params = {window_of(s[0], s[1], s[3], s[4]), 1, -128, 127};
  const er_window *w = &params.window;
  const int32_t count = w->out_height * w->out_width * s[2];
  int8_t *expected = take((size_t)count), *found = take((size_t)count);
  er_view views[2] = {view_of(take_random(s[0] * s[1] * s[2]), s[0], s[1], s[2]),
                      view_of(expected, w->out_height, w->out_width, s[2])};
  run(scalar, views, NULL, NULL, &params, w->out_height);
  views[1].base = found;
  mark();
  run(kernel, views, NULL, NULL, &params, w->out_height);
  mark();
  report(name, count, found, expected, count);
}

static void average(const char *name, const int32_t *s) {
  pooling(name, s, er_average_pool_s8_scalar, fast.average);
}

static void maximum(const char *name, const int32_t *s) {
  if (fast.maximum) pooling(name, s, er_max_pool_s8_scalar, fast.maximum);
}

/// Shape: height, width, channels.
static void addition(const char *name, const int32_t *s) {
  const er_add_s8_params params = {s[1], s[2],       20, 3,  1 << 30,    0,   -4,  1518500250,
                                   -1,   -2, 1347440721, -18, -128, 127};
  const int32_t count = s[0] * s[1] * s[2];
  int8_t *expected = take((size_t)count), *found = take((size_t)count);
  const er_view x[2] = {view_of(take_random(count), s[0], s[1], s[2]),
                        view_of(take_random(count), s[0], s[1], s[2])};
  er_view y = view_of(expected, s[0], s[1], s[2]);
  const er_call call = {x, &y, NULL, NULL, &params, 0, s[0], 1};
  er_add_s8_scalar(&call);
  y.base = found;
  mark();
  fast.addition(&call);
  mark();
  report(name, count, found, expected, count);
}

static const layer layers[] = {
    {convolution, "conv1x1_28x28x32_32", {28, 28, 32, 32, 1, 1}},
    {convolution, "conv1x1_28x28x64_32", {28, 28, 64, 32, 1, 1}},
    {convolution, "conv1x1_28x28x160_48", {28, 28, 160, 48, 1, 1}},
    {convolution, "conv1x1_48x48x16_32", {48, 48, 16, 32, 1, 1}},
    {convolution, "conv1x1_12x12x128_128", {12, 12, 128, 128, 1, 1}},
    {convolution, "conv1x1_6x6x256_256", {6, 6, 256, 256, 1, 1}},
    {convolution, "conv1x1_25x5x64_64", {25, 5, 64, 64, 1, 1}},
    {convolution, "conv3x3_32x32x16_16", {32, 32, 16, 16, 3, 1}},
    {convolution, "conv3x3_16x16x32_32", {16, 16, 32, 32, 3, 1}},
    {convolution, "conv3x3_8x8x64_64", {8, 8, 64, 64, 3, 1}},
    {convolution, "conv3x3_32x32x3_16", {32, 32, 3, 16, 3, 1}},
    {convolution, "conv3x3_96x96x3_8_s2", {96, 96, 3, 8, 3, 2}},
    {depthwise, "depthwise3x3_28x28x64", {28, 28, 64, 1}},
    {depthwise, "depthwise3x3_48x48x16", {48, 48, 16, 1}},
    {depthwise, "depthwise3x3_12x12x128", {12, 12, 128, 1}},
    {depthwise, "depthwise3x3_6x6x256", {6, 6, 256, 1}},
    {depthwise, "depthwise3x3_48x48x16_s2", {48, 48, 16, 2}},
    {convolution, "fully_connected_640_128", {1, 1, 640, 128, 1, 1}},
    {convolution, "fully_connected_128_128", {1, 1, 128, 128, 1, 1}},
    {addition, "add_28x28x48", {28, 28, 48}},
    {average, "average3x3_28x28x48", {28, 28, 48, 3, 1}},
    {maximum, "max3x3_28x28x48_s2", {28, 28, 48, 3, 2}},
};

int main(void) {
  run_layers(layers, sizeof layers / sizeof *layers);
  return 0;
}
