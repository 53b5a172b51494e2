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

enum { DOT_PRODUCTS = 1 << 20, MATRICES = 1 << 13 };  // HWCAP_ASIMDDP, HWCAP2_I8MM

static int has_dot_products(void) { return (getauxval(AT_HWCAP) & DOT_PRODUCTS) != 0; }
static int has_matrices(void) { return (getauxval(AT_HWCAP2) & MATRICES) != 0; }
#else
static int has_dot_products(void) { return 1; }
static int has_matrices(void) { return 0; }
#endif

int er_runs_dotprod(void) { return has_dot_products() && er_runs_neon() && !is_last("neon"); }
int er_runs_i8mm(void) { return has_matrices() && er_runs_dotprod() && !is_last("dotprod"); }
#endif
#endif
