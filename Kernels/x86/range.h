#ifndef EDGE_X86_RANGE_H
#define EDGE_X86_RANGE_H

#include <stdint.h>

/// What all results of a call have in common.
typedef struct {
  int32_t offset, low, high;
  int32_t is_positive;  // whether results below the offset are clamped to it
} er_range;

#endif
