#ifndef EDGE_REARRANGE_H
#define EDGE_REARRANGE_H

#include <stdint.h>

/// Fills every pixel of the output with blocks of bytes from anywhere in the input: transposing,
/// slicing with steps of any sign, repeating, and moving between batches, space and channels.
/// Inputs: one view, of elements of any width.
///
/// The row, the pixel and the block of a pixel each count digits; every digit moves the position
/// along one source axis, and the sum of all axes is a row, a pixel and a byte of the input. A
/// block whose position lies outside an axis is filled instead.
/// Constants: er_rearrange_axis[axis_count], then er_rearrange_digit[] for the row, the pixel and
/// the block, then int32 tables.
typedef struct {
  int32_t axis_count;  // 1 to 6
  int32_t row_digits, pixel_digits, block_digits;
  int32_t width;          // pixels of an output row
  int32_t blocks;         // of a pixel
  int32_t block_bytes;
  int32_t element_bytes;  // 1 to 8: bytes of `fill` that repeat in a filled block
  int32_t fill[2];        // one element, little-endian
} er_rearrange_params;

/// A source axis: what one position along it is in the input.
typedef struct {
  int32_t unit;    // 0 rows, 1 pixels, 2 bytes
  int32_t stride;  // of so many units
  int32_t extent;  // positions [0, extent) are inside
  int32_t origin;  // position where all digits are 0
} er_rearrange_axis;

/// A digit of an index v >= 0: (v mod period + bias) / divisor mod extent; it moves the position
/// along source axis `axis` by `step` times itself, or times its entry in a table.
typedef struct {
  int32_t period, bias, divisor, extent;
  int32_t axis;
  int32_t step;
  int32_t table;  // first of `extent` entries; -1 without a table
} er_rearrange_digit;

#endif
