#ifndef EDGE_TILES_H
#define EDGE_TILES_H

/// The palette of the calling thread's matrix tiles; 0 where they have no shapes.
///
/// Precondition: the processor has AMX.
int er_tile_palette(void);

#endif
