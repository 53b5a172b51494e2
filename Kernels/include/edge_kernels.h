#ifndef EDGE_KERNELS_H
#define EDGE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// How a kernel sees a feature map: rows of pixels of channels, all int8 unless the kernel says
/// otherwise. Row `r` lies at `base + (r mod ring) * row_bytes`, or, where there are slots, at
/// `base + slots[r mod ring] * row_bytes`; pixel `x` of it lies `x * pixel_bytes` further. The rows
/// of a batch follow each other: image `n` of height `h` owns rows `[n * h, (n + 1) * h)`. A view
/// may be a slice of a wider tensor (`pixel_bytes > channels`) or a ring that holds only the latest
/// rows (`ring` < height), or its rows may lie wherever there is room.
typedef struct {
  void *base;
  const uint16_t *slots;  // null where rows follow each other
  int32_t pixel_bytes;
  int32_t row_bytes;
  int32_t ring;      // rows held, at least 1
  int32_t width;     // pixels of a row
  int32_t channels;  // bytes of a pixel of this view: its channels, where they are int8
} er_view;

/// Room for all views of a call.
typedef struct {
  er_view views[32];
} er_most_views;

/// The arguments of one kernel call: compute output rows `[first_row, first_row + row_count)`.
/// Kernels allocate nothing, keep no state but in views and what er_end_run gives back, on which no
/// result depends, and cannot fail: lowering checked everything.
///
/// A kernel stores an output pixel only after it has read everything that this pixel and all before
/// it need, and never reads that again, so the output may overtake dying input. Unless <name>.h
/// allows more, a pixel's own output must not overlap the input it is computed from. Work in place
/// means more: the output may lie where the input lies or, while rows ascend, anywhere below it.
typedef struct {
  const er_view *inputs;
  const er_view *outputs;
  const void *constants;  // weights, biases, tables; 16-byte aligned; laid out as <name>.h says
  void *scratch;          // as many bytes as the call declares; contents are garbage
  const void *params;     // the kernel's <name>_params: int32 members only
  int32_t first_row;
  int32_t row_count;
  int32_t row_step;  // +1: rows and the pixels in them ascend; -1: both descend
} er_call;

typedef void (*er_kernel)(const er_call *call);

/// What a call does not say of itself: how much there is of what it points to.
typedef struct {
  int32_t input_count, output_count;
  int32_t constants_bytes;
  int32_t scratch_bytes;
  int32_t alignment;  // of the arena and the state, wherever they will be
} er_limits;

/// Whether a call of all rows stays within its views, its constants and its scratch, divides by
/// nothing that is 0 and comes to an end, whatever its params say. Reads the constants as far as
/// the kernel's control flow depends on them, and no feature map. Every byte of a view is there.
typedef int (*er_check)(const er_call *call, const er_limits *limits);

/// Computes a call as its kernel does, by what was prepared for one that may have had other rows,
/// but in the same direction. What is prepared serves one call at a time.
typedef void (*er_prepared_kernel)(const er_call *call, void *prepared);

/// What calls of few rows need not do for each of them: bring weights into the order of vectors.
typedef struct {
  er_prepared_kernel run;  // null where there is nothing to prepare
  int32_t bytes;           // of what is prepared, a multiple of ER_PREPARED_ALIGNMENT
} er_preparation;

enum { ER_PREPARED_ALIGNMENT = 64 };

/// Says what an implementation prepares of a call's params, constants and views, and, unless `room`
/// is null, prepares it there: so many bytes, aligned to ER_PREPARED_ALIGNMENT. Reads no feature
/// map, and answers the same wherever views lie. What is prepared refers to params and constants,
/// which outlive it.
///
/// Precondition: er_accepts the call.
typedef er_preparation (*er_prepare_call)(const er_call *call, void *room);

/// One implementation of one kernel.
typedef struct {
  uint16_t id;
  const char *name;
  const char *isa;
  er_kernel run;
  int (*runs_here)(void);  // whether this processor has what the implementation needs
} er_variant;

/// Kernel ids: part of the program format, never reused.
enum {
#define KERNEL(id, name) er_##name = id,
#define VARIANT(name, isa)
#include "../kernels.def"
#undef KERNEL
#undef VARIANT
};

#define KERNEL(id, name)
#define VARIANT(name, isa)
#define PREPARING(name, isa) \
  er_preparation er_##name##_##isa##_prepare(const er_call *call, void *room);
#include "../kernels.def"
#undef KERNEL
#undef VARIANT

/// `__attribute__((weak))` where a firmware brings only the kernels its programs call: those that
/// are not there are null.
#ifndef ER_KERNEL_LINKAGE
#define ER_KERNEL_LINKAGE
#endif

#define KERNEL(id, name)
#define VARIANT(name, isa) ER_KERNEL_LINKAGE void er_##name##_##isa(const er_call *call);
#include "../kernels.def"
#undef KERNEL
#undef VARIANT

#define KERNEL(id, name)                             \
  ER_KERNEL_LINKAGE int er_##name##_accepts(const er_call *call, const er_limits *limits); \
  ER_KERNEL_LINKAGE void er_##name##_scalar(const er_call *call);
#define VARIANT(name, isa)
#include "../kernels.def"
#undef KERNEL
#undef VARIANT

/// What kernel `id` says to the call; 0 when there is no such kernel.
///
/// Precondition: er_resolve finds the kernel.
int er_accepts(uint16_t id, const er_call *call, const er_limits *limits);

/// Every implementation compiled in, and how many there are.
const er_variant *er_variants(size_t *count);

/// Bytes of the params struct of kernel `id`; 0 when there is no such kernel.
int32_t er_params_bytes(uint16_t id);

/// The fastest implementation of `id` this processor can run; null when there is none.
er_kernel er_resolve(uint16_t id);

/// How the implementation prepares calls; null where it prepares none.
#if defined(__x86_64__)
er_prepare_call er_preparing(er_kernel implementation);
#else
static inline er_prepare_call er_preparing(er_kernel implementation) {
  (void)implementation;
  return NULL;
}
#endif

/// Gives back what kernels leave set up in the calling thread's processor for the next call: matrix
/// tiles, whose contents every switch of threads would go on to save. Comes after the last call.
#if defined(__x86_64__)
void er_end_run(void);
#else
static inline void er_end_run(void) {}
#endif

/// The address of the row that `view` holds at `position`, below its ring.
static inline int8_t *er_held_row(const er_view *view, int32_t position) {
  const int32_t held = view->slots ? view->slots[position] : position;
  return (int8_t *)view->base + (ptrdiff_t)held * view->row_bytes;
}

/// Where `view` holds row `row`.
static inline int32_t er_held_position(const er_view *view, int32_t row) {
  return row < view->ring ? row : row % view->ring;
}

/// The address of row `row` of `view`.
static inline int8_t *er_row(const er_view *view, int32_t row) {
  return er_held_row(view, er_held_position(view, row));
}

/// One past the last byte of `rows` rows of `width` pixels, the first at `offset`; at most
/// UINT32_MAX. All below 2^31; `rows` and `width` at least 1.
static inline uint32_t er_end(uint32_t offset, uint32_t rows, uint32_t row_bytes, uint32_t width,
                              uint32_t pixel_bytes, uint32_t channels) {
  const uint64_t end = offset + (uint64_t)(rows - 1) * row_bytes +
                       (uint64_t)(width - 1) * pixel_bytes + channels;
  return end > UINT32_MAX ? UINT32_MAX : (uint32_t)end;
}

/// The `index`-th row a call computes, in the order it computes them.
static inline int32_t er_nth_row(const er_call *call, int32_t index) {
  return call->row_step > 0 ? call->first_row + index
                            : call->first_row + call->row_count - 1 - index;
}

/// The `index`-th of `width` pixels of a row, in the order a call computes them.
static inline int32_t er_nth_pixel(const er_call *call, int32_t index, int32_t width) {
  return call->row_step > 0 ? index : width - 1 - index;
}

/// The address of pixel `x` of `row`, a row of `view`.
static inline int8_t *er_pixel(const er_view *view, int8_t *row, int32_t x) {
  return row + (ptrdiff_t)x * view->pixel_bytes;
}

#include "../add_n_s8/add_n_s8.h"
#include "../add_packed_s8/add_packed_s8.h"
#include "../add_s8/add_s8.h"
#include "../arg_extremum_s8/arg_extremum_s8.h"
#include "../average_pool_s8/average_pool_s8.h"
#include "../batch_matmul_s8/batch_matmul_s8.h"
#include "../concat_s8/concat_s8.h"
#include "../conv2d_dot_s8/conv2d_dot_s8.h"
#include "../conv2d_folded_s8/conv2d_folded_s8.h"
#include "../conv2d_packed_s8/conv2d_packed_s8.h"
#include "../conv2d_paired_s8/conv2d_paired_s8.h"
#include "../conv2d_s8/conv2d_s8.h"
#include "../conv2d_sums_s8/conv2d_sums_s8.h"
#include "../depthwise_conv2d_packed_s8/depthwise_conv2d_packed_s8.h"
#include "../depthwise_conv2d_s8/depthwise_conv2d_s8.h"
#include "../dequantize_f32/dequantize_f32.h"
#include "../difference_s8/difference_s8.h"
#include "../element.h"
#include "../extremum_s8/extremum_s8.h"
#include "../fixed_point.h"
#include "../fully_connected_s8/fully_connected_s8.h"
#include "../gather/gather.h"
#include "../l2_normalize_s8/inverse_sqrt.h"
#include "../l2_normalize_s8/l2_normalize_s8.h"
#include "../log_softmax_s8/log_softmax_s8.h"
#include "../log_softmax_s8/logarithm.h"
#include "../lookup_s8/lookup_s8.h"
#include "../lstm_s8/lstm_s8.h"
#include "../lstm_s8/sigmoid.h"
#include "../max_pool_s8/max_pool_s8.h"
#include "../mean_of_sum_s8/mean_of_sum_s8.h"
#include "../mul_s8/mul_s8.h"
#include "../pad_s8/pad_s8.h"
#include "../pool.h"
#include "../prelu_s8/prelu_s8.h"
#include "../quantize_f32/quantize_f32.h"
#include "../rearrange/rearrange.h"
#include "../reduce_s8/reduce_s8.h"
#include "../requantize.h"
#include "../requantize_sums_s8/requantize_sums_s8.h"
#include "../rescale/rescale.h"
#include "../resize_bilinear_s8/resize_bilinear_s8.h"
#include "../running_dot_s8/running_dot_s8.h"
#include "../running_sum_s8/running_sum_s8.h"
#include "../softmax_s8/softmax_s8.h"
#include "../svdf_s8/svdf_s8.h"
#include "../transpose_conv_s8/transpose_conv_s8.h"
#include "../window.h"

#endif
