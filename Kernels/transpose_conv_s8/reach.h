#ifndef EDGE_TRANSPOSE_CONV_REACH_H
#define EDGE_TRANSPOSE_CONV_REACH_H

#include <stdint.h>

/// The input positions [first, last) that reach an output position along one axis; position i does
/// so through kernel tap `origin - i * stride`.
typedef struct {
  int32_t origin;
  int32_t first, last;
} er_reach;

/// Of output position `position`, where the input has `size` positions.
static inline er_reach er_reach_of(int32_t position, int32_t pad, int32_t stride, int32_t kernel,
                                   int32_t size) {
  er_reach r = {position + pad, 0, 0};
  const int32_t beyond = r.origin - kernel;  // taps of earlier positions lie behind the kernel
  if (beyond >= 0) r.first = beyond / stride + 1;
  r.last = r.origin / stride + 1;
  if (r.last > size) r.last = size;
  return r;
}

#endif
