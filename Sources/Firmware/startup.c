// Reset, faults, and the functions that compilers call, for a Cortex-M without a C library.
#include <stddef.h>
#include <stdint.h>

#include "io.h"

extern uint32_t stack_top, stack_limit, data_start, data_end, data_load, bss_start, bss_end;
int main(void);
void leave(int code);

static const uint32_t paint = 0xc0dec0de;

static uint32_t *painted_from;

__attribute__((noinline)) void paint_stack(void) {
  painted_from = (uint32_t *)__builtin_frame_address(0);
  for (volatile uint32_t *at = &stack_limit; at < painted_from - 16; ++at) *at = paint;
}

uint32_t stack_high_water(void) {
  const uint32_t *at = &stack_limit;
  while (*at == paint) ++at;
  return (uint32_t)((const char *)painted_from - (const char *)at);
}

__attribute__((noreturn)) void reset(void) {
  *(volatile uint32_t *)0xe000ed88 |= 0xf << 20;  // full access to the floating point unit
  *(volatile uint32_t *)0xe000ed14 |= 1 << 4;     // a division by 0 is a fault
  __asm__ volatile("dsb\nisb");
  const uint32_t *from = &data_load;
  for (uint32_t *to = &data_start; to < &data_end;) *to++ = *from++;
  for (uint32_t *to = &bss_start; to < &bss_end;) *to++ = 0;
  leave(main());
  for (;;) {
  }
}

static void fault(void) {
  print("fault\n");
  leave(99);
}

typedef void (*handler)(void);

__attribute__((section(".vectors"), used)) static const struct {
  uint32_t *stack;
  handler handlers[15];
} vectors = {&stack_top, {reset, fault, fault, fault, fault, fault, fault}};

void *memmove(void *to, const void *from, size_t count) {
  unsigned char *t = to;
  const unsigned char *f = from;
  if (t < f) {
    for (size_t i = 0; i < count; ++i) t[i] = f[i];
  } else {
    while (count-- > 0) t[count] = f[count];
  }
  return to;
}

void *memcpy(void *to, const void *from, size_t count) { return memmove(to, from, count); }

void *memset(void *to, int value, size_t count) {
  unsigned char *t = to;
  while (count-- > 0) *t++ = (unsigned char)value;
  return to;
}

void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memcpy(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { memmove(to, from, count); }
