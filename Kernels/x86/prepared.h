#ifndef EDGE_X86_PREPARED_H
#define EDGE_X86_PREPARED_H

#include "../include/edge_kernels.h"

// What preparations have in common.

/// The most bytes that what is prepared of one call's constants may take.
enum { ER_MOST_PREPARED = 1 << 30 };

/// `bytes`, some more than ER_MOST_PREPARED at most, in whole units.
static inline int32_t er_prepared_bytes(size_t bytes) {
  return (int32_t)((bytes + ER_PREPARED_ALIGNMENT - 1) / ER_PREPARED_ALIGNMENT *
                   ER_PREPARED_ALIGNMENT);
}

#endif
