#ifndef EDGE_LOOKUP_S8_H
#define EDGE_LOOKUP_S8_H

#include <stdint.h>

/// y = table[x + 128], elementwise: every unary function of one int8, exactly.
/// Inputs: one view. Constants: table int8[256]. In place allowed: an output pixel may occupy
/// exactly the bytes of its input pixel.
typedef struct {
  int32_t width;     // pixels of a row
  int32_t channels;
} er_lookup_s8_params;

#endif
