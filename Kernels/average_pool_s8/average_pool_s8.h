#ifndef EDGE_AVERAGE_POOL_S8_H
#define EDGE_AVERAGE_POOL_S8_H

#include "../pool.h"

/// Mean of the window's taps inside the image, rounded half away from zero, then clamped.
/// Inputs: one or more views of one image, stitched along channels. No constants.
typedef er_pool_s8_params er_average_pool_s8_params;

#endif
