#if defined(__x86_64__)
#include "../cpu.h"

#include <cpuid.h>
#include <stdlib.h>
#include <string.h>

/// Bits of what may be used; none are known yet where KNOWN is not set.
enum { AVX2 = 1, AVXVNNI = 2, AVX512VNNI = 4, KNOWN = 8 };

/// Neither AVX-512 VNNI implies it nor it AVX-512.
static int has_avxvnni(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && a >> 4 & 1;
}

static int supported(void) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return KNOWN;
  int found = KNOWN | AVX2;
  if (has_avxvnni()) found |= AVXVNNI;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni"))
    found |= AVX512VNNI;
  return found;
}

static int allowed_by(const char *last) {
  if (!last) return ~0;
  if (!strcmp(last, "scalar")) return KNOWN;
  if (!strcmp(last, "avx2")) return KNOWN | AVX2;
  return strcmp(last, "avxvnni") ? ~0 : KNOWN | AVX2 | AVXVNNI;
}

/// What may be used, found once: asking the processor may take longer than a kernel's call, and
/// every caller finds the same.
static int usable(void) {
  static int known = 0;
  int found = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (found) return found;
  found = supported() & allowed_by(getenv("EDGERUN_ISA"));
  __atomic_store_n(&known, found, __ATOMIC_RELAXED);
  return found;
}

int er_runs_avx2(void) { return (usable() & AVX2) != 0; }
int er_runs_avxvnni(void) { return (usable() & AVXVNNI) != 0; }
int er_runs_avx512vnni(void) { return (usable() & AVX512VNNI) != 0; }
#endif
