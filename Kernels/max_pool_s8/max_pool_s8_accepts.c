#include "../pool_accepts.h"

int er_max_pool_s8_accepts(const er_call *call, const er_limits *limits) {
  return er_pool_accepts(call, limits);
}
