#ifndef EDGE_MAX_POOL_S8_H
#define EDGE_MAX_POOL_S8_H

#include "../pool.h"

/// Largest of the window's taps inside the image, then clamped.
/// Inputs: one or more views of one image, stitched along channels. No constants.
typedef er_pool_s8_params er_max_pool_s8_params;

#endif
