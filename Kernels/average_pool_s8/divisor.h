#ifndef EDGE_AVERAGE_POOL_S8_DIVISOR_H
#define EDGE_AVERAGE_POOL_S8_DIVISOR_H

#include <stdint.h>

// A sum of n taps is divided by multiplying it with 2^30 / n, of which 14 bits remain below the
// point; half an input more keeps the product off integers.

enum { ER_RECIPROCAL_BITS = 30, ER_RECIPROCAL_POINT = ER_RECIPROCAL_BITS - 16 };

/// What sums of halfwords are divided by.
typedef struct {
  int32_t reciprocal;  // of the count of taps
  int32_t rounding;    // (count / 2 + 1 / 2) / count
  uint32_t even;       // 1 in both halfwords where the count is even, else 0
} er_divisor;

/// `count` is in [1, 255].
static inline void er_divide_by(er_divisor *by, int32_t count) {
  by->reciprocal = (1 << ER_RECIPROCAL_BITS) / count;
  by->rounding = (int32_t)(((int64_t)by->reciprocal * (2 * (count / 2) + 1)) >> 17);
  by->even = count % 2 ? 0 : UINT32_C(0x10001);
}

#endif
