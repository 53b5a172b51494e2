// What is included after this is compiled for AVX2: a scalar variant, under the name that the
// includer has defined it to be.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif
