#if defined(__ARM_FEATURE_MVE)
#include "../elementwise.h"
#include "../helium/requantize.h"
#include "edge_kernels.h"

/// An input: from its elements to the common scale.
typedef struct {
  int32_t step;  // from element to element: 1, or 0 where one serves all
  int32_t scale, offset;  // a power of two, and the input's offset times that
  int32_t multiplier, shift;
} term;

/// - Parameter channels: of the output.
static term term_of(const er_view *view, int32_t channels, int32_t left_shift, int32_t offset,
                    int32_t multiplier, int32_t shift) {
  const int32_t scale = 1 << left_shift;
  return (term){view->channels > 1 || channels == 1, scale, er_wrapping_shift(offset, left_shift),
                multiplier, shift};
}

ER_HELIUM_INLINE int32x4_t scaled(const term *t, const int8_t *x, mve_pred16_t some) {
  const int32x4_t inputs = t->step ? vldrbq_z_s32(x, some) : vdupq_n_s32(*x);
  const int32x4_t moved = vaddq_n_s32(vmulq_n_s32(inputs, t->scale), t->offset);
  return er_helium_requantize(moved, vdupq_n_s32(t->multiplier), vdupq_n_s32(t->shift));
}

/// Adds `count` neighbouring elements.
static __attribute__((noinline)) void add_run(const er_add_s8_params *p, const term *terms,
                                              const int8_t *x1, const int8_t *x2, int8_t *out,
                                              int32_t count) {
  const term first = terms[0], second = terms[1];
  const int32x4_t multiplier = vdupq_n_s32(p->output_multiplier);
  const int32x4_t shift = vdupq_n_s32(p->output_shift);
  const int32x4_t low = vdupq_n_s32(p->activation_min), high = vdupq_n_s32(p->activation_max);
  const int32_t offset = p->output_offset, step1 = 4 * first.step, step2 = 4 * second.step;
  for (; count > 0; count -= 4, x1 += step1, x2 += step2, out += 4) {
    const mve_pred16_t some = vctp32q((uint32_t)count);
    const int32x4_t sum = vaddq_s32(scaled(&first, x1, some), scaled(&second, x2, some));
    const int32x4_t moved = vaddq_n_s32(er_helium_requantize(sum, multiplier, shift), offset);
    vstrbq_p_s32(out, vminq_s32(vmaxq_s32(moved, low), high), some);
  }
}

void er_add_s8_helium(const er_call *call) {
  const er_add_s8_params *p = call->params;
  const er_view *in1 = &call->inputs[0], *in2 = &call->inputs[1], *to = call->outputs;
  if (p->shift1 > 0 || p->shift2 > 0 || p->output_shift > 0) {
    er_add_s8_scalar(call);
    return;
  }
  const int32_t left = p->left_shift;
  const term terms[2] = {
      term_of(in1, p->channels, left, p->offset1, p->multiplier1, p->shift1),
      term_of(in2, p->channels, left, p->offset2, p->multiplier2, p->shift2)};
  const int32_t together = call->row_step > 0 && to->pixel_bytes == p->channels &&
                           er_follows(in1, p->channels) && er_follows(in2, p->channels);
  const int32_t runs = together ? 1 : p->width;
  const int32_t length = together ? p->width * p->channels : p->channels;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    for (int32_t j = 0; j < runs; ++j) {
      const int32_t x = er_nth_pixel(call, j, runs);
      add_run(p, terms, er_pixel(in1, er_row(in1, row), x), er_pixel(in2, er_row(in2, row), x),
              er_pixel(to, er_row(to, row), x), length);
    }
  }
}
#endif
