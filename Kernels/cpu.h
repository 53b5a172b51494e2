#ifndef EDGE_CPU_H
#define EDGE_CPU_H

// Whether this processor runs the variants for an instruction set. On x86-64 the environment
// variable EDGERUN_ISA names the last set that may be used: `scalar`, `avx2`, `avxvnni`,
// `avx512vnni` or `amxint8`; tests of slower variants set it. With NEON it is `scalar`, `neon` or,
// on aarch64, `dotprod` or `i8mm`.

static inline int er_runs_scalar(void) { return 1; }

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
static inline int er_runs_dsp(void) { return 1; }
#else
static inline int er_runs_dsp(void) { return 0; }
#endif

static inline int er_runs_helium(void) { return 1; }

int er_runs_neon(void);
int er_runs_dotprod(void);
int er_runs_i8mm(void);
int er_runs_avx2(void);
int er_runs_avxvnni(void);
int er_runs_avx512vnni(void);
int er_runs_amxint8(void);

#endif
