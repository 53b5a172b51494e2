#include "edge_kernels.h"

#include "cpu.h"

static const er_variant variants[] = {
#define KERNEL(id, name)
#define VARIANT(name, isa) {er_##name, #name, #isa, er_##name##_##isa, er_runs_##isa},
#include "kernels.def"
#undef KERNEL
#undef VARIANT
};

enum {  // positions in `variants`; kernels have that of their first one
#define KERNEL(id, name) at_##name, before_next_##name = at_##name - 1,
#define VARIANT(name, isa) at_##name##_##isa,
#include "kernels.def"
#undef KERNEL
#undef VARIANT
  variant_count
};

/// By id: one past the position of the kernel's first variant; 0 where there is none.
static const uint16_t first_variants[] = {
#define KERNEL(id, name) [id] = at_##name + 1,
#define VARIANT(name, isa)
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
  *count = variant_count;
  return variants;
}

int32_t er_params_bytes(uint16_t id) {
  for (size_t i = 0; i < sizeof params / sizeof *params; ++i)
    if (params[i].id == id) return params[i].bytes;
  return 0;
}

enum { id_count = sizeof first_variants / sizeof *first_variants };

static er_kernel fastest(uint16_t id) {
  if (!first_variants[id]) return NULL;
  const size_t first = first_variants[id] - 1U;
  size_t best = first;
  while (best + 1 < variant_count && variants[best + 1].id == id) ++best;
  while (best > first && !variants[best].runs_here()) --best;
  return variants[best].run;
}

#if defined(__x86_64__) || defined(__ARM_NEON)
/// Found once for each kernel, since a stream calls one for every row: every caller finds the same.
er_kernel er_resolve(uint16_t id) {
  static er_kernel known[id_count];
  if (id >= id_count) return NULL;
  er_kernel found = __atomic_load_n(&known[id], __ATOMIC_RELAXED);
  if (found) return found;
  found = fastest(id);
  __atomic_store_n(&known[id], found, __ATOMIC_RELAXED);
  return found;
}
#else
er_kernel er_resolve(uint16_t id) { return id < id_count ? fastest(id) : NULL; }
#endif
