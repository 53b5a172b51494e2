#ifndef EDGE_RESIZE_BILINEAR_BLEND_H
#define EDGE_RESIZE_BILINEAR_BLEND_H

#include "../requantize.h"

enum { ER_BLEND_ONE = 1 << 10 };

/// The two input positions around one output position, and their weights in Q10.
typedef struct {
  int32_t lower, upper;
  int32_t lower_weight, upper_weight;
} er_blend;

/// Positions beyond the image are its edge: then both are the same, and their weights do not
/// matter.
static inline er_blend er_blend_at(int32_t position, int32_t scale, int32_t offset, int32_t size) {
  const int32_t scaled = position * scale + offset;
  er_blend b = {er_clamp(scaled / ER_BLEND_ONE, 0, size - 1), 0, ER_BLEND_ONE, 0};
  b.upper = er_clamp((scaled + ER_BLEND_ONE - 1) / ER_BLEND_ONE, 0, size - 1);
  if (b.lower == b.upper) return b;
  b.upper_weight = scaled - b.lower * ER_BLEND_ONE;
  b.lower_weight = ER_BLEND_ONE - b.upper_weight;
  return b;
}

#endif
