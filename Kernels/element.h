#ifndef EDGE_ELEMENT_H
#define EDGE_ELEMENT_H

#include <stddef.h>
#include <stdint.h>

// Integer elements of any width: what kernels at the ends of a graph read and write. They need no
// alignment.

/// What one element is; the values appear in params.
enum { ER_INT8 = 1, ER_UINT8 = 2, ER_INT16 = 3, ER_INT32 = 4 };

static inline int32_t er_element_bytes(int32_t element) {
  return element == ER_INT32 ? 4 : element == ER_INT16 ? 2 : 1;
}

static inline int32_t er_load_element(const int8_t *from, int32_t element) {
  if (element == ER_INT8) return from[0];
  if (element == ER_UINT8) return (uint8_t)from[0];
  int16_t narrow = 0;
  int32_t wide = 0;
  if (element == ER_INT16) __builtin_memcpy(&narrow, from, sizeof narrow);
  if (element == ER_INT32) __builtin_memcpy(&wide, from, sizeof wide);
  return element == ER_INT16 ? narrow : wide;
}

/// Stores the low bits of `value`.
static inline void er_store_element(int8_t *to, int32_t element, int32_t value) {
  __builtin_memcpy(to, &value, (size_t)er_element_bytes(element));
}

static inline float er_load_float(const void *from) {
  float value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}

#endif
