#include "tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("amx-tile"))) int er_tile_palette(void) {
  unsigned char shapes[64];
  _tile_storeconfig(shapes);
  return shapes[0];
}
#else
int er_tile_palette(void) { return 0; }
#endif
