#ifndef CRC_H
#define CRC_H

#include <stddef.h>
#include <stdint.h>

/// CRC-32 as of IEEE 802.3.
static inline uint32_t crc32_of(const void *bytes, size_t count) {
  uint32_t crc = UINT32_MAX;
  for (const uint8_t *at = bytes; count > 0; --count, ++at) {
    crc ^= *at;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

#endif
