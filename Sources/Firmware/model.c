// A firmware that runs one compiled model on the file `input.bin`, twice, in arenas painted
// differently, writes `output.bin`, and reports what the run used. MODEL_HEADER, MODEL (the
// header's prefix) and MODEL_PROGRAM are given on the command line.
#include "edgerun.h"
#include "io.h"
#include MODEL_HEADER

#define JOINED(a, b) a##b
#define JOIN(a, b) JOINED(a, b)
#define OF_MODEL(name) JOIN(MODEL, name)

enum { ARENA_BYTES = OF_MODEL(_ARENA_BYTES), MARGIN = 64 };

static _Alignas(16) unsigned char arena[ARENA_BYTES + MARGIN];

/// Rows come straight from the file, as they would from a camera.
static void feed(void *context, int32_t input, int32_t row, void *bytes, size_t count) {
  (void)context;
  (void)input;
  read_file_at("input.bin", (size_t)row * count, bytes, count);
}

/// One past the highest byte that the run touched; 0 where the program is refused.
static int32_t run(unsigned char paint, edgerun_executor *executor, int32_t *status) {
  for (int32_t i = 0; i < ARENA_BYTES + MARGIN; ++i) arena[i] = paint;
  *status = edgerun_init(executor, MODEL_PROGRAM, sizeof MODEL_PROGRAM, arena, ARENA_BYTES,
                         NULL, 0);
  if (*status) return 0;
  size_t bytes;
  void *input = edgerun_input(executor, 0, &bytes);
  if (bytes > 0) read_file("input.bin", input, bytes);
  const edgerun_callbacks callbacks = {feed, NULL, NULL};
  mark();
  edgerun_run(executor, &callbacks);
  mark();
  int32_t top = ARENA_BYTES + MARGIN;
  while (top > 0 && arena[top - 1] == paint) --top;
  return top;
}

int main(void) {
  edgerun_executor executor;
  int32_t status;
  const int32_t first = run(0x5a, &executor, &status);
  paint_stack();
  const int32_t second = run(0xa5, &executor, &status);
  const uint32_t stack = stack_high_water();
  if (status) {
    print(edgerun_text(status));
    return 1;
  }
  size_t bytes;
  const void *output = edgerun_output(&executor, 0, &bytes);
  if (!write_file("output.bin", output, bytes)) return 1;
  print_number("planned ", ARENA_BYTES);
  print_number("\nmeasured ", first > second ? first : second);
  print_number("\nstack ", (int32_t)stack);
  print_number("\nexecutor ", (int32_t)sizeof executor);
  print("\n");
  return 0;
}
