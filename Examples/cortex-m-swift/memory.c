// What Swift's static storage cannot say: alignment, and a file in flash.
#include "bridge.h"

_Alignas(16) signed char arena[DIGITS_ARENA_BYTES];

__asm__(".section .rodata.image, \"a\", %progbits\n"
        ".globl image\n"
        "image: .incbin \"Models/digits/input.bin\"\n");
