#include "edge_kernels.h"

static int runs_scalar(void) { return 1; }

static const er_variant variants[] = {
#define KERNEL(id, name)
#define VARIANT(name, isa) {er_##name, #name, #isa, er_##name##_##isa, runs_##isa},
#include "kernels.def"
#undef KERNEL
#undef VARIANT
};

static const struct {
  uint16_t id;
  int32_t bytes;
} params[] = {
#define KERNEL(id, name) {id, (int32_t)sizeof(er_##name##_params)},
#define VARIANT(name, isa)
#include "kernels.def"
#undef KERNEL
#undef VARIANT
};

#define KERNEL(id, name)                                       \
  _Static_assert(sizeof(er_##name##_params) % 4 == 0, "int32 members only"); \
  _Static_assert(_Alignof(er_##name##_params) == 4, "int32 members only");
#define VARIANT(name, isa)
#include "kernels.def"
#undef KERNEL
#undef VARIANT

const er_variant *er_variants(size_t *count) {
  *count = sizeof variants / sizeof *variants;
  return variants;
}

int32_t er_params_bytes(uint16_t id) {
  for (size_t i = 0; i < sizeof params / sizeof *params; ++i)
    if (params[i].id == id) return params[i].bytes;
  return 0;
}

er_kernel er_resolve(uint16_t id) {
  er_kernel best = NULL;
  for (size_t i = 0; i < sizeof variants / sizeof *variants; ++i)
    if (variants[i].id == id && variants[i].runs_here()) best = variants[i].run;
  return best;
}
