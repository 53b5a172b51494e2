// A program that computes random calls by every variant that this processor runs, and by the scalar
// one: all memory must be the same afterwards. Shapes, views and numbers are drawn so that their
// extremes are frequent.
#include "edge_kernels.h"
#include "io.h"
#include "packing.h"

enum { CASES = 300, MOST_VIEWS = 3, REGION = 1 << 15, NOISE = 32 };

static uint32_t state;

static uint32_t random_word(void) {
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

static int32_t pick(int32_t least, int32_t most) {
  return least + (int32_t)(random_word() % (uint32_t)(most - least + 1));
}

static int one_in(int32_t count) { return pick(1, count) == 1; }

/// What a case is made of.
typedef struct {
  er_view inputs[MOST_VIEWS], output;
  int32_t input_count;
  int32_t *constants;
  int32_t *packed;
  int8_t *memory;    // views lie here
  int8_t *expected;  // the same memory after the scalar kernel
  int8_t *scratch;
  uint16_t *slots;
  int32_t used;  // bytes of memory
} test;

static test t;
static const void *params;

static void fill_bytes(int8_t *to, int32_t count) {
  const int32_t kind = pick(0, 5);
  for (int32_t i = 0; i < count; ++i)
    to[i] = (int8_t)(kind == 0 ? -128 : kind == 1 ? (one_in(2) ? -128 : 127) : pick(-128, 127));
}

/// A view of new memory, its rows in any order.
static er_view take_view(int32_t rows, int32_t width, int32_t channels) {
  er_view view = {t.memory + t.used, NULL, channels, 0, rows, width, channels};
  if (one_in(3)) view.pixel_bytes += pick(1, 20);
  view.row_bytes = width * view.pixel_bytes + (one_in(3) ? pick(1, 9) : 0);
  if (one_in(3)) {
    uint16_t *slots = t.slots;
    t.slots += rows;
    for (int32_t i = 0; i < rows; ++i) slots[i] = (uint16_t)(rows - 1 - i);
    view.slots = slots;
  }
  t.used += rows * view.row_bytes + NOISE;
  return view;
}

static er_window random_window(int32_t most_dilation) {
  const int32_t side = one_in(3) ? 1 : one_in(2) ? 3 : pick(1, 7);
  er_window w = {.kernel_h = side, .kernel_w = one_in(3) ? pick(1, 5) : side};
  w.stride_h = one_in(2) ? 1 : pick(1, 3);
  w.stride_w = one_in(2) ? 1 : pick(1, 3);
  w.dilation_h = one_in(2) ? 1 : pick(1, most_dilation);
  w.dilation_w = one_in(2) ? 1 : pick(1, most_dilation);
  const int32_t reach_h = (w.kernel_h - 1) * w.dilation_h;
  const int32_t reach_w = (w.kernel_w - 1) * w.dilation_w;
  w.pad_top = one_in(3) ? 0 : pick(0, reach_h);
  w.pad_left = one_in(3) ? 0 : pick(0, reach_w);
  w.out_height = pick(1, 5);
  w.out_width = one_in(4) ? 1 : pick(1, 11);
  const int32_t below = one_in(2) ? 0 : pick(0, reach_h), right = one_in(2) ? 0 : pick(0, reach_w);
  w.in_height = (w.out_height - 1) * w.stride_h + reach_h + 1 - w.pad_top - below;
  w.in_width = (w.out_width - 1) * w.stride_w + reach_w + 1 - w.pad_left - right;
  if (w.in_height < 1) w.in_height = 1;
  if (w.in_width < 1) w.in_width = 1;
  return w;
}

/// A multiplier in Q31: often 1/2, with which sums lie between two results.
static int32_t pick_multiplier(void) {
  if (one_in(3)) return 1 << 30;
  return one_in(20) ? 0 : one_in(20) ? INT32_MAX : pick(1 << 30, INT32_MAX - 1);
}

/// Bias, multiplier and shift of so many channels, then weights.
static void make_constants(int32_t channels, int32_t weights, int32_t most_shift) {
  for (int32_t c = 0; c < channels; ++c) {
    t.constants[c] = one_in(20) ? (one_in(2) ? INT32_MIN : INT32_MAX) : pick(-3000, 3000);
    t.constants[channels + c] = pick_multiplier();
    t.constants[2 * channels + c] =
        one_in(20) ? pick(-31, most_shift) : one_in(4) ? pick(-6, 0) : pick(-12, -6);
  }
  fill_bytes((int8_t *)(t.constants + 3 * channels), weights);
}

/// The views of a window, of `count` channels each or of so many in all.
static int32_t take_inputs(const er_window *w, int32_t images, int32_t views, int32_t most) {
  int32_t channels = 0;
  t.input_count = views;
  for (int32_t i = 0; i < views; ++i) {
    const int32_t count = one_in(3) ? 4 * pick(1, most / 4) : pick(1, most);
    t.inputs[i] = take_view(images * w->in_height, w->in_width, count);
    channels += count;
  }
  return channels;
}

static void stage(int32_t *offset, int32_t *output_offset, int32_t *low, int32_t *high) {
  *offset = one_in(4) ? 128 : one_in(4) ? -127 : pick(-127, 128);
  *output_offset = one_in(4) ? -128 : pick(-128, 127);
  *low = one_in(2) ? -128 : pick(-128, 127);
  *high = one_in(2) ? 127 : pick(*low, 127);
}

static int32_t make_convolution(int32_t most_shift, void (*pack)(const unpacked *, int32_t *)) {
  static er_conv2d_s8_params p;
  const int32_t images = pick(1, 2);
  p.window = random_window(2);
  p.input_count = pick(1, MOST_VIEWS);
  p.in_channels = take_inputs(&p.window, images, p.input_count, one_in(2) ? 8 : 40);
  p.out_channels = pick(1, 40);
  p.groups = 1;
  stage(&p.input_offset, &p.output_offset, &p.activation_min, &p.activation_max);
  const int32_t filter = p.window.kernel_h * p.window.kernel_w * p.in_channels;
  make_constants(p.out_channels, filter * p.out_channels, most_shift);
  pack(&(unpacked){t.constants, &p, filter}, t.packed);
  t.output = take_view(images * p.window.out_height, p.window.out_width, p.out_channels);
  params = &p;
  return images * p.window.out_height;
}

static int32_t make_folded(void) { return make_convolution(0, pack_folded); }
static int32_t make_dots(void) { return make_convolution(31, pack_dots); }

static int32_t make_depthwise(void) {
  static er_depthwise_conv2d_s8_params p;
  const int32_t images = pick(1, 2);
  p.window = random_window(2);
  p.depth_multiplier = one_in(10) ? 2 : 1;
  p.input_count = pick(1, MOST_VIEWS);
  p.in_channels = take_inputs(&p.window, images, p.input_count, 40);
  stage(&p.input_offset, &p.output_offset, &p.activation_min, &p.activation_max);
  const int32_t channels = p.in_channels * p.depth_multiplier;
  make_constants(channels, p.window.kernel_h * p.window.kernel_w * channels, one_in(4) ? 31 : -1);
  if (one_in(2)) {
    int8_t *weights = (int8_t *)(t.constants + 3 * channels);
    for (int32_t i = 0; i < p.window.kernel_h * p.window.kernel_w * channels; ++i)
      if (weights[i] == -128) weights[i] = -127;
  }
  t.output = take_view(images * p.window.out_height, p.window.out_width, channels);
  t.packed = t.constants;
  params = &p;
  return images * p.window.out_height;
}

static int32_t make_product(void) {
  static er_fully_connected_s8_params p;
  const int32_t rows = pick(1, 4);
  p.depth = pick(1, one_in(2) ? 20 : 300);
  p.units = pick(1, 40);
  stage(&p.input_offset, &p.output_offset, &p.activation_min, &p.activation_max);
  t.input_count = 1;
  t.inputs[0] = take_view(rows, 1, p.depth);
  make_constants(p.units, p.units * p.depth, 31);
  t.output = take_view(rows, 1, p.units);
  t.packed = t.constants;
  params = &p;
  return rows;
}

static int32_t make_pool(void) {
  static er_pool_s8_params p;
  int32_t offset;
  const int32_t images = pick(1, 2);
  p.window = random_window(1);
  p.input_count = pick(1, MOST_VIEWS);
  const int32_t channels = take_inputs(&p.window, images, p.input_count, 40);
  stage(&offset, &offset, &p.activation_min, &p.activation_max);
  t.output = take_view(images * p.window.out_height, p.window.out_width, channels);
  params = &p;
  return images * p.window.out_height;
}

static int32_t make_sum(void) {
  static er_add_s8_params p;
  const int32_t rows = pick(1, 4);
  p.width = pick(1, 9);
  p.channels = one_in(6) ? 1 : pick(1, 40);
  p.left_shift = one_in(4) ? pick(0, 22) : 20;
  int32_t ignored;
  stage(&p.offset1, &p.output_offset, &p.activation_min, &p.activation_max);
  stage(&p.offset2, &ignored, &ignored, &ignored);
  p.multiplier1 = pick_multiplier();
  p.multiplier2 = pick_multiplier();
  p.output_multiplier = pick_multiplier();
  p.shift1 = one_in(2) ? 0 : pick(-10, one_in(9) ? 3 : 0);
  p.shift2 = one_in(2) ? 0 : pick(-10, one_in(9) ? 3 : 0);
  p.output_shift = one_in(4) ? pick(-31, 1) : pick(-20, -15);
  t.input_count = 2;
  for (int32_t i = 0; i < 2; ++i)
    t.inputs[i] = take_view(rows, p.width, one_in(4) ? 1 : p.channels);
  if (one_in(5)) t.inputs[pick(0, 1)].pixel_bytes = 0;
  t.output = take_view(rows, p.width, p.channels);
  params = &p;
  return rows;
}

typedef struct {
  uint16_t id;
  er_kernel scalar;
  er_check accepts;
  int32_t (*make)(void);  // how many rows
  int32_t is_windowed;
} kernel;

#define TESTED(name, ...) {er_##name, er_##name##_scalar, er_##name##_accepts, __VA_ARGS__}
static const kernel kernels[] = {
    TESTED(depthwise_conv2d_s8, make_depthwise, 1), TESTED(fully_connected_s8, make_product, 0),
    TESTED(average_pool_s8, make_pool, 1),          TESTED(max_pool_s8, make_pool, 1),
    TESTED(add_s8, make_sum, 0),                    TESTED(conv2d_dot_s8, make_dots, 1),
    TESTED(conv2d_folded_s8, make_folded, 1),
};

/// The first byte, or one past the last, that output pixel (row, x) is computed from.
static int8_t *edge_of_inputs(const er_window *w, const er_view *view, int32_t row, int32_t x,
                              int32_t step) {
  const er_taps rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h,
                                  w->dilation_h, w->in_height);
  const er_taps columns =
      er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, w->dilation_w, w->in_width);
  int8_t *edge = NULL;
  for (int32_t ky = rows.first; ky < rows.last; ++ky)
    for (int32_t kx = columns.first; kx < columns.last; ++kx) {
      const int32_t image_row = row / w->out_height * w->in_height;
      int8_t *at = er_row(view, image_row + rows.origin + ky * w->dilation_h);
      at = er_pixel(view, at, columns.origin + kx * w->dilation_w);
      if (step < 0) at += view->channels;
      if (!edge || (step > 0 ? at < edge : at > edge)) edge = at;
    }
  return edge;
}

/// Moves the output over the first or last input, as closely as may be: no pixel is stored over
/// what it and later ones are computed from.
static void overlap(const er_window *w, int32_t rows, int32_t step) {
  const er_view *view = &t.inputs[step > 0 ? 0 : t.input_count - 1];
  const int8_t *edge = NULL;
  ptrdiff_t move = 0;
  int is_bound = 0;
  for (int32_t i = rows * w->out_width - 1; i >= 0; --i) {
    const int32_t at = step > 0 ? i : rows * w->out_width - 1 - i;
    const int32_t row = at / w->out_width, x = at % w->out_width;
    const int8_t *own = edge_of_inputs(w, view, row, x, step);
    if (own && (!edge || (step > 0 ? own < edge : own > edge))) edge = own;
    const int8_t *out = er_pixel(&t.output, er_row(&t.output, row), x);
    if (!edge) continue;
    const ptrdiff_t most = step > 0 ? edge - (out + t.output.channels) : edge - out;
    if (!is_bound || (step > 0 ? most < move : most > move)) move = most;
    is_bound = 1;
  }
  t.output.base = (int8_t *)t.output.base + move;
}

static void compute(er_kernel run, er_call call, int32_t rows, uint32_t bands) {
  for (int32_t done = 0; done < rows; done += call.row_count) {
    const int32_t left = rows - done;
    call.row_count = bands % 3 == 0 ? left : 1 + (int32_t)(bands % (uint32_t)left);
    call.first_row = call.row_step > 0 ? done : left - call.row_count;
    run(&call);
  }
}

/// Whether all rows of the output lie inside the memory.
static int is_inside(int32_t rows, int32_t width) {
  for (int32_t i = 0; i < rows; ++i) {
    const int8_t *row = er_row(&t.output, i);
    const int8_t *end = row + (width - 1) * t.output.pixel_bytes + t.output.channels;
    if (row < t.memory || end > t.memory + REGION) return 0;
  }
  return 1;
}

/// Whether a case of the kernel comes out the same; where it is not sound, it is not tried.
static int agrees(const kernel *k, er_kernel variant, int32_t *tried) {
  static uint16_t slots[256];
  t.used = REGION / 3;
  t.slots = slots;
  int32_t *packed = t.packed;
  const int32_t rows = k->make();
  const void *constants = t.packed;
  t.packed = packed;
  const er_limits limits = {t.input_count, 1, INT32_MAX, INT32_MAX, 16};
  const int32_t step = one_in(2) ? 1 : -1;
  const er_call call = {t.inputs, &t.output, constants, t.scratch, params, 0, rows, step};
  if (t.used > REGION || !k->accepts(&call, &limits)) return 1;
  const er_window *window = params;  // the first of what windowed kernels have
  if (k->is_windowed && one_in(2)) overlap(window, rows, step);
  if (!is_inside(rows, k->is_windowed ? window->out_width : 1)) return 1;
  ++*tried;
  fill_bytes(t.memory, REGION);
  static int8_t before[REGION];
  const uint32_t bands = random_word();
  for (int32_t i = 0; i < REGION; ++i) before[i] = t.memory[i];
  compute(k->scalar, call, rows, bands);
  for (int32_t i = 0; i < REGION; ++i) {
    t.expected[i] = t.memory[i];
    t.memory[i] = before[i];
  }
  compute(variant, call, rows, bands);
  for (int32_t i = 0; i < REGION; ++i)
    if (t.memory[i] != t.expected[i]) return 0;
  return 1;
}

static int check(const kernel *k, const er_variant *variant) {
  int32_t tried = 0;
  for (uint32_t seed = 0; seed < CASES; ++seed) {
    state = 1000 * seed + k->id;
    if (agrees(k, variant->run, &tried)) continue;
    print(variant->name);
    print("_");
    print(variant->isa);
    print_number(" differs from scalar, seed ", (int32_t)seed);
    print("\n");
    return 0;
  }
  print(variant->name);
  print("_");
  print(variant->isa);
  print_number(" ", tried);
  print("\n");
  return tried > CASES / 2;
}

int main(void) {
  size_t bytes, count;
  unsigned char *at = pool(&bytes);
  t.memory = (int8_t *)at;
  t.expected = (int8_t *)(at += REGION);
  t.scratch = (int8_t *)(at += REGION);
  t.constants = (int32_t *)(void *)(at += REGION);
  t.packed = (int32_t *)(void *)(at + (1 << 19));
  int failed = 0;
  const er_variant *variants = er_variants(&count);
  for (size_t i = 0; i < count; ++i)
    for (size_t j = 0; j < sizeof kernels / sizeof *kernels; ++j)
      if (variants[i].id == kernels[j].id && variants[i].run != kernels[j].scalar &&
          variants[i].runs_here())
        failed |= !check(&kernels[j], &variants[i]);
  return failed;
}
