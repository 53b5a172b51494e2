#ifndef BENCH_H
#define BENCH_H

#include "edge_kernels.h"
#include "io.h"
#include "packing.h"

// Layers of many shapes, each run between two calls of mark by a fast kernel, and compared byte for
// byte with the scalar variant of the kernel without packing.

/// What is compared with the scalar kernels.
typedef struct {
  er_kernel convolution, depthwise, average, maximum, addition;
  /// Makes constants of a convolution as the fast kernel has them.
  void (*pack)(const unpacked *from, int32_t *to);
} fast_kernels;

extern const fast_kernels fast;

enum { SHIFT = 9 };

static unsigned char *memory, *memory_end;

static void *take(size_t bytes) {
  unsigned char *taken = memory;
  memory += (bytes + 15) & ~(size_t)15;
  return memory <= memory_end ? taken : NULL;
}

static uint32_t random_word(void) {
  static uint32_t state = 12345;
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

static int8_t *take_random(int32_t count) {
  int8_t *bytes = take((size_t)count);
  for (int32_t i = 0; i < count; ++i) {
    const int8_t random = (int8_t)(random_word() >> 8);
    bytes[i] = random == -128 ? 1 : random;
  }
  return bytes;
}

static er_view view_of(int8_t *base, int32_t rows, int32_t width, int32_t channels) {
  return (er_view){base, NULL, channels, width * channels, rows, width, channels};
}

static void run(er_kernel kernel, const er_view *views, const void *constants, void *scratch,
                const void *params, int32_t rows) {
  const int32_t inputs = 1;
  const er_call call = {views, views + inputs, constants, scratch, params, 0, rows, 1};
  kernel(&call);
}

static void report(const char *name, int32_t products, const int8_t *a, const int8_t *b,
                   int32_t count) {
  int32_t i = 0;
  while (i < count && a[i] == b[i]) ++i;
  print(name);
  print_number(" ", products);
  print(i == count ? " same\n" : " differs\n");
}

/// Bias, multiplier, shift and weights as the kernels without packing have them.
static int32_t *take_constants(int32_t channels, int32_t weights_each, int32_t shift) {
  int32_t *constants = take((size_t)(12 * channels + weights_each * channels));
  const int8_t *weights = take_random(weights_each * channels);
  for (int32_t c = 0; c < channels; ++c) {
    constants[c] = (int32_t)(random_word() & 8191) - 4096;
    constants[channels + c] = (1 << 30) + (int32_t)(random_word() << 5);
    constants[2 * channels + c] = -shift;
  }
  int8_t *to = (int8_t *)(constants + 3 * channels);
  for (int32_t i = 0; i < weights_each * channels; ++i) to[i] = weights[i];
  return constants;
}

static er_window window_of(int32_t height, int32_t width, int32_t kernel, int32_t stride) {
  const int32_t out_height = (height + stride - 1) / stride;
  const int32_t out_width = (width + stride - 1) / stride;
  const int32_t pad = (out_width - 1) * stride + kernel - width;
  return (er_window){height, width, out_height, out_width, kernel, kernel, stride,
                     stride, 1,     1,          pad > 0 ? pad / 2 : 0, pad > 0 ? pad / 2 : 0};
}

/// Shape: height, width, channels, output channels, kernel, stride.
static void convolution(const char *name, const int32_t *s) {
  const int32_t inputs = s[4] * s[4] * s[2];
  const er_window w = window_of(s[0], s[1], s[4], s[5]);
  const er_conv2d_s8_params params = {w, 1, s[2], s[3], 1, 3, -5, -128, 127};
  const int32_t *plain = take_constants(s[3], inputs, SHIFT);
  int32_t *packed = take((size_t)(16 * s[3] + s[4] * s[3] * ((s[4] * s[2] + 3) / 4 * 4)));
  fast.pack(&(unpacked){plain, &params, inputs}, packed);
  const int32_t count = w.out_height * w.out_width * s[3];
  int8_t *expected = take((size_t)count), *found = take((size_t)count);
  er_view views[2] = {view_of(take_random(s[0] * s[1] * s[2]), s[0], s[1], s[2]),
                      view_of(expected, w.out_height, w.out_width, s[3])};
  void *scratch = take((size_t)er_paired_scratch(&w, s[2]));
  run(er_conv2d_s8_scalar, views, plain, NULL, &params, w.out_height);
  views[1].base = found;
  mark();
  run(fast.convolution, views, packed, scratch, &params, w.out_height);
  mark();
  report(name, count * inputs, found, expected, count);
}

/// Shape: height, width, channels, stride.
static void depthwise(const char *name, const int32_t *s) {
  const er_window w = window_of(s[0], s[1], 3, s[3]);
  const er_depthwise_conv2d_s8_params params = {w, 1, s[2], 1, 3, -5, -128, 127};
  const int32_t *constants = take_constants(s[2], 9, 7);
  const int32_t count = w.out_height * w.out_width * s[2];
  int8_t *expected = take((size_t)count), *found = take((size_t)count);
  er_view views[2] = {view_of(take_random(s[0] * s[1] * s[2]), s[0], s[1], s[2]),
                      view_of(expected, w.out_height, w.out_width, s[2])};
  run(er_depthwise_conv2d_s8_scalar, views, constants, NULL, &params, w.out_height);
  views[1].base = found;
  mark();
  run(fast.depthwise, views, constants, NULL, &params, w.out_height);
  mark();
  report(name, 9 * count, found, expected, count);
}

typedef struct {
  void (*body)(const char *, const int32_t *);
  const char *name;
  int32_t shape[6];
} layer;

/// Prints a line a layer: its name, its products (elements where there are none), and `same` or
/// `differs`.
static void run_layers(const layer *layers, size_t count) {
  size_t bytes;
  memory = pool(&bytes);
  memory_end = memory + bytes;
  for (size_t i = 0; i < count; ++i) {
    unsigned char *before = memory;
    layers[i].body(layers[i].name, layers[i].shape);
    memory = before;
  }
}

#endif
