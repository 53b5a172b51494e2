#ifndef EDGE_X86_UNROLLING_H
#define EDGE_X86_UNROLLING_H

// Sums stay in registers only where the loops over them are unrolled.

#ifdef __clang__
#define ER_UNROLLED _Pragma("clang loop unroll(full)")
#define ER_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define ER_UNROLLED
#define ER_ROLLED
#endif

#endif
