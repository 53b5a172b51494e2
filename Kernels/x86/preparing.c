#if defined(__x86_64__)
#include "edge_kernels.h"

static const struct {
  er_kernel run;
  er_prepare_call prepare;
} preparing[] = {
#define KERNEL(id, name)
#define VARIANT(name, isa)
#define PREPARING(name, isa) {er_##name##_##isa, er_##name##_##isa##_prepare},
#include "../kernels.def"
#undef KERNEL
#undef VARIANT
};

er_prepare_call er_preparing(er_kernel implementation) {
  for (size_t i = 0; i < sizeof preparing / sizeof *preparing; ++i)
    if (preparing[i].run == implementation) return preparing[i].prepare;
  return NULL;
}
#endif
