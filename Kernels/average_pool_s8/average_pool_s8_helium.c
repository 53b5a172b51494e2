#if defined(__ARM_FEATURE_MVE)
#include "../helium/pool.h"
#include "divisor.h"

enum { MOST_TAPS = 255 };

/// Eight means, clamped. Ties go away from zero.
ER_HELIUM_INLINE int16x8_t means_of(int16x8_t sums, const er_divisor *by,
                                    const er_pool_s8_params *p) {
  const int32x4_t reciprocal = vdupq_n_s32(by->reciprocal);
  const uint16x8_t negative = vshrq_n_u16(vreinterpretq_u16_s16(sums), 15);
  const uint16x8_t less = vandq_u16(negative, vdupq_n_u16((uint16_t)by->even));
  const int32x4_t pairs = vreinterpretq_s32_s16(vsubq_s16(sums, vreinterpretq_s16_u16(less)));
  const int32x4_t odd = vandq_s32(pairs, vdupq_n_s32(-65536));
  const int32x4_t products0 = vmulhq_s32(vshlq_n_s32(pairs, 16), reciprocal);
  const int32x4_t products1 = vmulhq_s32(odd, reciprocal);
  const int32x4_t means0 = vshrq_n_s32(vaddq_n_s32(products0, by->rounding), ER_RECIPROCAL_POINT);
  const int32x4_t means1 = vshrq_n_s32(vaddq_n_s32(products1, by->rounding), ER_RECIPROCAL_POINT);
  const int16x8_t means = vmovntq_s32(vreinterpretq_s16_s32(means0), means1);
  const int16x8_t low = vdupq_n_s16((int16_t)p->activation_min);
  return vminq_s16(vmaxq_s16(means, low), vdupq_n_s16((int16_t)p->activation_max));
}

static __attribute__((noinline)) void pool_16(const er_helium_taps *t, const er_divisor *by,
                                              const er_pool_s8_params *p, int32_t c, int8_t *out) {
  int16x8_t low = vdupq_n_s16(0), high = low;
  for (int32_t i = 0; i < t->row_count; ++i) {
    const int8_t *x = t->rows[i] + t->from + c;
    for (int32_t j = 0; j < t->column_count; ++j, x += t->step) {
      low = vaddq_s16(low, vldrbq_s16(x));
      high = vaddq_s16(high, vldrbq_s16(x + 8));
    }
  }
  vstrbq_s16(out + c, means_of(low, by, p));
  vstrbq_s16(out + c + 8, means_of(high, by, p));
}

/// At most eight channels.
static __attribute__((noinline)) void pool_few(const er_helium_taps *t, const er_divisor *by,
                                               const er_pool_s8_params *p, int32_t c, int32_t count,
                                               int8_t *out) {
  const mve_pred16_t some = vctp16q((uint32_t)count);
  int16x8_t sums = vdupq_n_s16(0);
  for (int32_t i = 0; i < t->row_count; ++i) {
    const int8_t *x = t->rows[i] + t->from + c;
    for (int32_t j = 0; j < t->column_count; ++j, x += t->step)
      sums = vaddq_s16(sums, vldrbq_z_s16(x, some));
  }
  vstrbq_p_s16(out + c, means_of(sums, by, p), some);
}

static __attribute__((noinline)) void pool_view(const er_pool_s8_params *p, const er_helium_taps *t,
                                                int32_t channels, int8_t *out) {
  er_divisor by;
  er_divide_by(&by, t->row_count * t->column_count);
  int32_t c = 0;
  for (; c + 16 <= channels; c += 16) pool_16(t, &by, p, c, out);
  for (; c < channels; c += 8) pool_few(t, &by, p, c, channels - c, out);
}

void er_average_pool_s8_helium(const er_call *call) {
  const er_average_pool_s8_params *p = call->params;
  const int32_t height = p->window.kernel_h;
  if (height > ER_HELIUM_POOL_ROWS || p->window.kernel_w > MOST_TAPS / height)
    er_average_pool_s8_scalar(call);
  else
    er_helium_pool(call, pool_view);
}
#endif
