#if defined(__aarch64__)
#include <arm_neon.h>

#define ER_NEON_TARGET __attribute__((target("dotprod")))
#define ER_NEON_CONVOLVE er_conv2d_dot_s8_dotprod
#define er_neon_dot vdotq_laneq_s32
#include "../neon/quads.h"

#include "../neon/convolve.h"
#endif
