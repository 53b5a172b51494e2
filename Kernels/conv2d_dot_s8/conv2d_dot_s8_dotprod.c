#if defined(__aarch64__)
#include <arm_neon.h>

enum { PIXELS = 6, TOGETHER = 4 };

#define ER_NEON_TARGET __attribute__((target("dotprod")))
#define er_neon_dot vdotq_laneq_s32
#include "../neon/quads.h"

#define ER_NEON_ADD_RUN add_quads
#include "../neon/convolve.h"

ER_NEON_TARGET void er_conv2d_dot_s8_dotprod(const er_call *call) { convolve(call); }
#endif
