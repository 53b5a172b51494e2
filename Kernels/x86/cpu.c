#if defined(__x86_64__)
#include "../cpu.h"

#include <stdlib.h>
#include <string.h>

enum { SCALAR, AVX2, AVX512VNNI, UNKNOWN };

static int fastest_supported(void) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni"))
    return AVX512VNNI;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? AVX2 : SCALAR;
}

/// The fastest set that may be used, found once: every caller finds the same.
static int fastest(void) {
  static int known = UNKNOWN;
  int found = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (found != UNKNOWN) return found;
  found = fastest_supported();
  const char *last = getenv("EDGERUN_ISA");
  if (last && !strcmp(last, "avx2") && found > AVX2) found = AVX2;
  if (last && !strcmp(last, "scalar")) found = SCALAR;
  __atomic_store_n(&known, found, __ATOMIC_RELAXED);
  return found;
}

int er_runs_avx2(void) { return fastest() >= AVX2; }
int er_runs_avx512vnni(void) { return fastest() >= AVX512VNNI; }
#endif
