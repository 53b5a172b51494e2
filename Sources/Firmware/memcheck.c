// Runs a program once, in memory from the heap that nobody has written: for valgrind, to which such
// bytes are undefined.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edgerun.h"

typedef struct {
  unsigned char *bytes;
  size_t count;
} block;

static void fail(const char *what, const char *why) {
  fprintf(stderr, "error: %s: %s\n", what, why);
  exit(65);
}

static unsigned char *allocate(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, bytes) != 0) fail("memory", "there is none left");
  return memory;
}

static block contents(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0) fail(path, "cannot be read");
  const block read = {allocate((size_t)ftell(file)), (size_t)ftell(file)};
  rewind(file);
  if (fread(read.bytes, 1, read.count, file) != read.count) fail(path, "cannot be read");
  fclose(file);
  return read;
}

static void feed(void *context, int32_t input, int32_t row, void *bytes, size_t count) {
  (void)input;
  memcpy(bytes, (const unsigned char *)context + (size_t)row * count, count);
}

int main(int count, char **arguments) {
  if (count != 4) fail("usage", "PROGRAM INPUT OUTPUT, of one input and one output");
  const block program = contents(arguments[1]), input = contents(arguments[2]);
  const int32_t arena_bytes = edgerun_arena_bytes(program.bytes, program.count);
  const int32_t state_bytes = edgerun_state_bytes(program.bytes, program.count);
  if (arena_bytes < 0) fail(arguments[1], edgerun_text(-arena_bytes));
  unsigned char *arena = allocate((size_t)arena_bytes), *state = allocate((size_t)state_bytes);
  edgerun_executor executor;
  const int32_t status = edgerun_init(&executor, program.bytes, program.count, arena,
                                      (size_t)arena_bytes, state, (size_t)state_bytes);
  if (status != EDGERUN_OK) fail(arguments[1], edgerun_text(status));
  size_t bytes;
  void *first = edgerun_input(&executor, 0, &bytes);
  if (bytes > 0 && bytes != input.count) fail(arguments[2], "has not the input's size");
  if (bytes > 0) memcpy(first, input.bytes, bytes);
  const edgerun_callbacks callbacks = {feed, NULL, input.bytes};
  edgerun_run(&executor, &callbacks);
  const void *output = edgerun_output(&executor, 0, &bytes);
  FILE *file = fopen(arguments[3], "wb");
  if (!file || fwrite(output, 1, bytes, file) != bytes || fclose(file) != 0)
    fail(arguments[3], "cannot be written");
  free(state);
  free(arena);
  free(input.bytes);
  free(program.bytes);
  return 0;
}
