#ifndef EDGE_RESIZE_BILINEAR_S8_H
#define EDGE_RESIZE_BILINEAR_S8_H

#include <stdint.h>

/// Every output pixel from the four input pixels around it, weighted by distance in Q10 along each
/// axis: TensorFlow Lite's `ResizeBilinearInteger`. The sum, in Q20, is rounded to the nearest,
/// ties away from zero. Inputs: one view. No constants.
typedef struct {
  int32_t in_height, in_width;    // of one image
  int32_t out_height, out_width;  // of one image
  int32_t channels;
  int32_t scale_h, scale_w;    // Q10: input positions for one output position
  int32_t offset_h, offset_w;  // Q10: input position of output position 0
} er_resize_bilinear_s8_params;

#endif
