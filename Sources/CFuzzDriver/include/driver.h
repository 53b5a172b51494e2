#ifndef EDGE_FUZZ_DRIVER_H
#define EDGE_FUZZ_DRIVER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own loop, as a library: link with -sanitize=fuzzer.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *data, size_t count));

/// libFuzzer's own mutation of `count` bytes in place, to at most `limit`; returns how many they
/// are.
size_t LLVMFuzzerMutate(uint8_t *data, size_t count, size_t limit);

#endif
