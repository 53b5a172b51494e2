#if defined(__aarch64__)
#include <arm_neon.h>

enum { PIXELS = 8, TOGETHER = 2 };

#define ER_NEON_TARGET __attribute__((target("dotprod,i8mm")))
#define er_neon_dot vdotq_laneq_s32
#include "../neon/quads.h"
#include "../neon/pairs.h"

#define ER_NEON_ADD_RUN add_pairs
#define ER_NEON_ARRANGE arrange_pairs
#include "../neon/convolve.h"

/// Quads of a run from which on this takes fewer instructions than dot products do: pairs of
/// channels have to be made of constants that are in the order of those.
enum { LEAST_QUADS = 12 };

ER_NEON_TARGET void er_conv2d_dot_s8_i8mm(const er_call *call) {
  const er_conv2d_dot_s8_params *p = call->params;
  if ((er_packed_run_inputs(&p->window, p->in_channels) + 3) / 4 < LEAST_QUADS)
    er_conv2d_dot_s8_dotprod(call);
  else
    convolve(call);
}
#endif
