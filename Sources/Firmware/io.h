#ifndef IO_H
#define IO_H

#include <stddef.h>
#include <stdint.h>

// What the firmwares of the tests ask of the machine: semihosting under qemu-system, or a Linux.

/// The contents of a file in the current folder, as far as they fit; how many bytes, or -1.
long read_file(const char *name, void *to, size_t room);

/// As much of a file as fits behind its first `offset` bytes; how many bytes, or -1.
long read_file_at(const char *name, size_t offset, void *to, size_t room);

int write_file(const char *name, const void *from, size_t count);
void print(const char *text);

/// Memory for what only tests need.
unsigned char *pool(size_t *bytes);

/// Fills the stack below the caller with a pattern, and counts what was used of it since.
void paint_stack(void);
uint32_t stack_high_water(void);

/// Ends an interval for what counts instructions from outside.
void mark(void);

static inline void print_number(const char *label, int32_t value) {
  char digits[12];
  char *at = digits + sizeof digits - 1;
  uint32_t rest = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
  *at = 0;
  do *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0) *--at = '-';
  print(label);
  print(at);
}

#endif
