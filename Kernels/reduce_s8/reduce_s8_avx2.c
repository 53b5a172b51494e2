#if defined(__x86_64__)
#define er_reduce_s8_scalar er_reduce_s8_avx2
#include "../x86/for_avx2.h"

#include "reduce_s8_scalar.c"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
