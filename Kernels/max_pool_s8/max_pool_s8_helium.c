#if defined(__ARM_FEATURE_MVE)
#include "../helium/pool.h"

static __attribute__((noinline)) void pool_view(const er_pool_s8_params *p, const er_helium_taps *t,
                                                int32_t channels, int8_t *out) {
  const int8x16_t low = vdupq_n_s8((int8_t)p->activation_min);
  const int8x16_t high = vdupq_n_s8((int8_t)p->activation_max);
  for (int32_t c = 0; c < channels; c += 16) {
    const mve_pred16_t some = vctp8q((uint32_t)(channels - c));
    int8x16_t most = low;
    for (int32_t i = 0; i < t->row_count; ++i) {
      const int8_t *x = t->rows[i] + t->from + c;
      for (int32_t j = 0; j < t->column_count; ++j, x += t->step)
        most = vmaxq_s8(most, vld1q_z_s8(x, some));
    }
    vst1q_p_s8(out + c, vminq_s8(most, high), some);
  }
}

void er_max_pool_s8_helium(const er_call *call) {
  const er_max_pool_s8_params *p = call->params;
  if (p->window.kernel_h > ER_HELIUM_POOL_ROWS)
    er_max_pool_s8_scalar(call);
  else
    er_helium_pool(call, pool_view);
}
#endif
