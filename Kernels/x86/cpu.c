#if defined(__x86_64__)
#define _DEFAULT_SOURCE  // syscall
#include "../cpu.h"
#include "edge_kernels.h"

#include <cpuid.h>
#include <immintrin.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// Bits of what may be used; none are known yet where KNOWN is not set.
enum { AVX2 = 1, AVXVNNI = 2, AVX512VNNI = 4, KNOWN = 8, AMXINT8 = 16 };

/// Neither AVX-512 VNNI implies it nor it AVX-512.
static int has_avxvnni(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && a >> 4 & 1;
}

/// Tiles of bytes, once the kernel has let this process have them: their contents would not be kept
/// for it otherwise.
static int has_amxint8(void) {
#if defined(__linux__)
  enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d >> 24 & 3) != 3) return 0;
  return syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
#else
  return 0;
#endif
}

static int supported(void) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return KNOWN;
  int found = KNOWN | AVX2;
  if (has_avxvnni()) found |= AVXVNNI;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vnni"))
    found |= AVX512VNNI;
  if (found & AVX512VNNI && has_amxint8()) found |= AMXINT8;
  return found;
}

static int allowed_by(const char *last) {
  if (!last) return ~0;
  if (!strcmp(last, "scalar")) return KNOWN;
  if (!strcmp(last, "avx2")) return KNOWN | AVX2;
  if (!strcmp(last, "avxvnni")) return KNOWN | AVX2 | AVXVNNI;
  return strcmp(last, "avx512vnni") ? ~0 : KNOWN | AVX2 | AVXVNNI | AVX512VNNI;
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
int er_runs_amxint8(void) { return (usable() & AMXINT8) != 0; }

__attribute__((target("amx-tile"))) static void release_tiles(void) { _tile_release(); }

void er_end_run(void) {
  if (er_runs_amxint8()) release_tiles();
}
#endif
