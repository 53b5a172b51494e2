#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"

typedef __m256i quads;

#define ER_TARGET __attribute__((target("avx2,fma,avxvnni")))
#define ER_INLINE __attribute__((always_inline, target("avx2,fma,avxvnni"))) static inline
#define ER_MOST_PIXELS 6
#define ER_INPUTS(bytes) (bytes)
#define ER_WEIGHTS(bytes) (bytes)
#define ER_DOT _mm256_dpbusd_avx_epi32
#include "../x86/convolution.h"

void er_conv2d_packed_s8_avxvnni(const er_call *call) {
  er_convolve_packed(call, convolve_rows);
}
#endif
