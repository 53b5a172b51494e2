#ifndef EDGE_REDUCE_S8_H
#define EDGE_REDUCE_S8_H

#include <stdint.h>

/// One number from all elements along some axes of an [images, height, width, channels] view:
/// requantise(sum(x + input_offset)), or the largest or smallest element as it is. The axes reduced
/// over have an extent of 1 in the output. Inputs: one view. No constants.
/// Scratch: int32[channels of the output].
///
/// A mean's division lies in the multiplier. With input scale / output scale = m * 2^(s-31),
/// m in [2^30, 2^31), n elements a result and k = min(floor(log2(n)), 31 + s), it is
/// floor(m * 2^k / n) and the shift s - k, so the multiplier may be as small as 2^29.
typedef struct {
  int32_t images, height, width, channels;  // of the input
  int32_t over_images, over_rows, over_pixels, over_channels;  // 0 or 1: the axes reduced over
  int32_t summary;        // 0 sum, 1 largest, 2 smallest
  int32_t input_offset;   // -zero point; this and what follows only for sums
  int32_t multiplier;
  int32_t shift;          // [-31, 31]
  int32_t output_offset;  // zero point
} er_reduce_s8_params;

#endif
