#include "edge_kernels.h"

static const struct {
  uint16_t id;
  er_check accepts;
} checks[] = {
#define KERNEL(id, name) {id, er_##name##_accepts},
#define VARIANT(name, isa)
#include "kernels.def"
#undef KERNEL
#undef VARIANT
};

int er_accepts(uint16_t id, const er_call *call, const er_limits *limits) {
  for (size_t i = 0; i < sizeof checks / sizeof *checks; ++i)
    if (checks[i].id == id) return checks[i].accepts(call, limits);
  return 0;
}
