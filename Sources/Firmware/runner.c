// Runs the program it is linked with on input files, where nothing but a Linux kernel is needed.
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "crc.h"
#include "edgerun.h"

enum { MARGIN = 4096, MOST_INPUTS = 16, MOST_POSITIONS = 1 << 16 };

typedef struct {
  uint8_t *arena, *state;
  edgerun_executor executor;
  int print_layers;
  int positions;
  double before;
  double *least;  // by position, seconds
} runner;

static unsigned char *inputs[MOST_INPUTS];
static size_t taken[MOST_INPUTS];  // bytes of each that were fed

/// As edgerun exits.
typedef enum {
  BAD_DATA = 65,
  NO_FILE = 66,
  NO_MEMORY = 70,
  NOT_WRITTEN = 73,
  IO_ERROR = 74
} exit_code;

static void fail(exit_code code, const char *what, const char *why) {
  fprintf(stderr, "error: %s: %s\n", what, why);
  exit(code);
}

static void *allocate(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 65536, bytes + 1) != 0)
    fail(NO_MEMORY, "memory", "there is none left");
  return memory;
}

static unsigned char *read_file(const char *path, size_t *bytes) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(NO_FILE, path, "cannot be read");
  struct stat about;
  if (fstat(fileno(file), &about) != 0 || !S_ISREG(about.st_mode))
    fail(NO_FILE, path, "is no regular file");
  *bytes = (size_t)about.st_size;
  unsigned char *contents = allocate(*bytes);
  if (fread(contents, 1, *bytes, file) != *bytes) fail(IO_ERROR, path, "cannot be read");
  fclose(file);
  return contents;
}

static void take_input(int index, const char *path) {
  size_t bytes;
  inputs[index] = read_file(path, &bytes);
  for (int i = 0; i <= index; ++i)
    if (model_input_bytes[i] == 0) fail(BAD_DATA, path, "more files than inputs");
  if (bytes != model_input_bytes[index]) fail(BAD_DATA, path, "not as many bytes as the input");
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void feed(void *context, int32_t input, int32_t row, void *bytes, size_t count) {
  const runner *r = context;
  if (row == 0) taken[input] = 0;
  taken[input] +=
      edgerun_write_row(&r->executor, input, inputs[input] + taken[input], bytes, count);
}

static void finished(void *context, int32_t position) {
  runner *r = context;
  const double seconds = now() - r->before;
  if (position < MOST_POSITIONS) {
    if (r->positions <= position || seconds < r->least[position]) r->least[position] = seconds;
    if (r->positions <= position) r->positions = position + 1;
  }
  for (const layer *l = model_layers; r->print_layers && l->position >= 0; ++l)
    if (l->position == position)
      printf("layer %d CRC-32 %08x %s\n", (int)position,
             crc32_of(r->arena + l->offset, (size_t)l->bytes), l->name);
  r->before = now();
}

/// Runs once in an arena full of `paint`; returns one past the highest byte that differs from it.
static size_t run(runner *r, size_t arena_bytes, int paint) {
  memset(r->arena, paint, arena_bytes + MARGIN);
  edgerun_reset(&r->executor);
  size_t bytes;
  for (int32_t i = 0; edgerun_input(&r->executor, i, &bytes); ++i)
    if (bytes > 0 && !edgerun_write_input(&r->executor, i, inputs[i], model_input_bytes[i]))
      fail(BAD_DATA, "program", "its inputs are not the model's");
  const edgerun_callbacks callbacks = {feed, finished, r};
  r->before = now();
  edgerun_run(&r->executor, &callbacks);
  size_t top = arena_bytes + MARGIN;
  while (top > 0 && r->arena[top - 1] == paint) --top;
  return top;
}

static void report_outputs(const runner *r, const char *path) {
  FILE *file = path ? fopen(path, "wb") : NULL;
  if (path && !file) fail(NOT_WRITTEN, path, "cannot be written");
  for (int32_t i = 0; edgerun_output(&r->executor, i, NULL); ++i) {
    const size_t bytes = model_output_bytes[i];
    unsigned char *output = allocate(bytes);
    if (!edgerun_read_output(&r->executor, i, output, bytes))
      fail(BAD_DATA, "program", "its outputs are not the model's");
    printf("output %d CRC-32 %08x %zu bytes\n", (int)i, crc32_of(output, bytes), bytes);
    if (file && fwrite(output, 1, bytes, file) != bytes) fail(IO_ERROR, path, "cannot be written");
    free(output);
  }
  if (file && fclose(file) != 0) fail(IO_ERROR, path, "cannot be written");
}

static void usage(void) {
  puts("usage: INPUT... [--output FILE] [--crc] [--time]\n"
       "one file a graph input; --crc: the CRC-32 of every tensor; --time: microseconds a step");
  exit(64);
}

int main(int count, char **arguments) {
  runner r = {0};
  const char *output = NULL;
  int given = 0, timed = 0, with_layers = 0;
  for (int i = 1; i < count; ++i) {
    if (strcmp(arguments[i], "--crc") == 0) with_layers = 1;
    else if (strcmp(arguments[i], "--time") == 0) timed = 1;
    else if (strcmp(arguments[i], "--output") == 0 && i + 1 < count) output = arguments[++i];
    else if (arguments[i][0] == '-' || given == MOST_INPUTS) usage();
    else take_input(given++, arguments[i]);
  }
  const int32_t arena_bytes = edgerun_arena_bytes(model_program, model_program_bytes);
  const int32_t state_bytes = edgerun_state_bytes(model_program, model_program_bytes);
  if (arena_bytes < 0) fail(BAD_DATA, "program", edgerun_text(-arena_bytes));
  r.arena = allocate((size_t)arena_bytes + MARGIN);
  r.state = allocate((size_t)state_bytes);
  r.least = allocate(MOST_POSITIONS * sizeof *r.least);
  const int32_t status = edgerun_init(&r.executor, model_program, model_program_bytes, r.arena,
                                      (size_t)arena_bytes, r.state, (size_t)state_bytes);
  if (status != EDGERUN_OK) fail(BAD_DATA, "program", edgerun_text(status));
  if (model_input_bytes[given] != 0) fail(BAD_DATA, "inputs", "fewer files than inputs");
  const size_t first = run(&r, (size_t)arena_bytes, 0x5a);
  r.print_layers = with_layers;
  const size_t second = run(&r, (size_t)arena_bytes, 0xa5);
  report_outputs(&r, output);
  printf("arena %d bytes planned, %zu measured\n", (int)arena_bytes,
         first > second ? first : second);
  for (int i = 0; timed && i < r.positions; ++i) printf("step %d %.1f us\n", i, 1e6 * r.least[i]);
  if (fflush(stdout) != 0 || ferror(stdout))
    fail(IO_ERROR, "standard output", "cannot be written");
  return 0;
}
