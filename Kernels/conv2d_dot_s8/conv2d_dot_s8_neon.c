#if defined(__ARM_NEON)
#include "../neon/intrinsics.h"

#define ER_NEON_TARGET

#if defined(__aarch64__)

enum { PIXELS = 6, TOGETHER = 4 };

static inline __attribute__((always_inline)) int32x4_t add_products(int32x4_t sums, int8x16_t a,
                                                                    int8x16_t b) {
  const int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(a), vget_low_s8(b)));
  const int32x4_t high = vpaddlq_s16(vmull_high_s8(a, b));
  return vaddq_s32(sums, vpaddq_s32(low, high));
}

#define er_neon_dot(sums, weights, inputs, lane) \
  add_products(                                  \
      sums, weights,                             \
      vreinterpretq_s8_s32(vdupq_laneq_s32(vreinterpretq_s32_s8(inputs), lane)))
#include "../neon/quads.h"

#else

enum { PIXELS = 2, TOGETHER = 4 };

#include "../neon/wide_quads.h"
#endif

#define ER_NEON_ADD_RUN add_quads
#include "../neon/convolve.h"

ER_NEON_TARGET void er_conv2d_dot_s8_neon(const er_call *call) { convolve(call); }
#endif
