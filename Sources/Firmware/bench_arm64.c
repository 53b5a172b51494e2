// A program that runs the kernels for aarch64 on layers of many shapes; bench.h says how.
#include "bench.h"

/// Packs as conv2d_dot_s8.h says; no dilation, whole quads of output channels.
static const void *take_quads(const int32_t *plain, const er_conv2d_s8_params *p, int32_t inputs) {
  const int32_t n = p->out_channels, rows = p->window.kernel_h, run = inputs / rows;
  const int32_t quads = (run + 3) / 4;
  const int8_t *weights = (const int8_t *)(plain + 3 * n);
  int32_t *stages = take((size_t)(12 * n + 4 * n * rows * quads));
  int8_t *to = (int8_t *)(stages + 3 * n);
  for (int32_t i = 0; i < 3 * n; ++i) stages[i] = plain[i];
  for (int32_t c = 0; c < n; ++c)
    for (int32_t i = 0; i < inputs; ++i) stages[c] += p->input_offset * weights[c * inputs + i];
  for (int32_t first = 0; first < n; first += 16)
    for (int32_t quad = 0; quad < rows * quads; ++quad)
      for (int32_t c = first; c < n && c < first + 16; ++c)
        for (int32_t i = 0; i < 4; ++i) {
          const int32_t at = quad % quads * 4 + i;
          *to++ = (int8_t)(at < run ? weights[c * inputs + quad / quads * run + at] : 0);
        }
  return stages;
}

const fast_kernels fast = {er_conv2d_dot_s8_dotprod, er_depthwise_conv2d_s8_neon, take_quads};

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
