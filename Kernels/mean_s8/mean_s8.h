#ifndef EDGE_MEAN_S8_H
#define EDGE_MEAN_S8_H

#include <stdint.h>

/// Mean over rows and pixels of each image, channel by channel: requantise(sum(x + input_offset)).
/// One output row of one pixel an image. Inputs: one view that holds whole images. No constants.
/// Scratch: int32[channels].
///
/// The division by the area lies in the multiplier. With input scale / output scale = m * 2^(s-31),
/// m in [2^30, 2^31), n = in_height * in_width and k = min(floor(log2(n)), 31 + s), it is
/// floor(m * 2^k / n) and the shift s - k, so the multiplier may be as small as 2^29.
typedef struct {
  int32_t in_height, in_width;  // of one image
  int32_t channels;
  int32_t input_offset;   // -zero point
  int32_t multiplier;
  int32_t shift;          // [-31, 31]
  int32_t output_offset;  // zero point
} er_mean_s8_params;

#endif
