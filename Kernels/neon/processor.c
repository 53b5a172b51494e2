#if defined(__ARM_NEON)
#include "../cpu.h"

#include <stdlib.h>
#include <string.h>

static int is_last(const char *name) {
  const char *last = getenv("EDGERUN_ISA");
  return last && !strcmp(last, name);
}

int er_runs_neon(void) { return !is_last("scalar"); }

#if defined(__aarch64__)
#if defined(__linux__)
#include <sys/auxv.h>

enum { DOT_PRODUCTS = 1 << 20 };  // HWCAP_ASIMDDP

static int has_dot_products(void) { return (getauxval(AT_HWCAP) & DOT_PRODUCTS) != 0; }
#else
static int has_dot_products(void) { return 1; }
#endif

int er_runs_dotprod(void) { return has_dot_products() && er_runs_neon() && !is_last("neon"); }
#endif
#endif
