// A firmware that runs every program that `cases.txt` names, one name a line, on the bytes of
// NAME.in, all inputs in order, and compares the outputs with NAME.out, and with NAME.alt where
// that is there; then with bytes of the program flipped, which must do no harm. Programs lie in
// RAM: they are as position-independent as in flash.
#include "crc.h"
#include "edgerun.h"
#include "io.h"

enum { MARGIN = 64, NAME_BYTES = 64, FLIPS = 8, CHECKSUM = 12, CHECKSUMMED_FROM = 16 };

/// Memory that is given out and never taken back.
typedef struct {
  unsigned char *at;
  size_t left;
} region;

static unsigned char *take(region *r, size_t count, size_t alignment) {
  const size_t skip = (alignment - (uintptr_t)r->at % alignment) % alignment;
  if (r->left < skip + count) return NULL;
  unsigned char *taken = r->at + skip;
  r->at += skip + count;
  r->left -= skip + count;
  return taken;
}

static const char *path(const char *name, const char *extension) {
  static char joined[NAME_BYTES + 16];
  size_t count = 0;
  while (*name) joined[count++] = *name++;
  while (*extension) joined[count++] = *extension++;
  joined[count] = 0;
  return joined;
}

static unsigned char *take_file(region *r, const char *name, size_t *count) {
  const size_t alignment = 16;
  unsigned char *to = take(r, 0, alignment);
  const long found = to ? read_file(name, to, r->left) : -1;
  *count = found < 0 ? 0 : (size_t)found;
  return found < 0 ? NULL : take(r, *count, 1);
}

static int same(const unsigned char *a, const unsigned char *b, size_t count) {
  size_t i = 0;
  while (i < count && a[i] == b[i]) ++i;
  return i == count;
}

/// Whether the outputs, one after the other, are the bytes of a file.
static int outputs_are(const edgerun_executor *executor, region r, const char *name) {
  size_t left, bytes;
  const unsigned char *expected = take_file(&r, name, &left);
  if (!expected) return 0;
  for (int32_t i = 0; edgerun_output(executor, i, &bytes); ++i) {
    if (bytes > left || !same(edgerun_output(executor, i, NULL), expected, bytes)) return 0;
    expected += bytes;
    left -= bytes;
  }
  return left == 0;
}

/// Runs once; one past the highest byte of the arena that was touched, or a negative status.
static int32_t run(edgerun_executor *executor, const unsigned char *program, size_t program_bytes,
                   const unsigned char *input, unsigned char *arena, int32_t arena_bytes,
                   unsigned char *state, int32_t state_bytes, unsigned char paint) {
  for (int32_t i = 0; i < arena_bytes + MARGIN; ++i) arena[i] = paint;
  const int32_t status = edgerun_init(executor, program, program_bytes, arena, (size_t)arena_bytes,
                                      state, (size_t)state_bytes);
  if (status) return -status;
  size_t bytes;
  for (int32_t i = 0; edgerun_input(executor, i, &bytes); ++i, input += bytes) {
    unsigned char *to = edgerun_input(executor, i, NULL);
    for (size_t j = 0; j < bytes; ++j) to[j] = input[j];
  }
  edgerun_run(executor, NULL);
  int32_t top = arena_bytes + MARGIN;
  while (top > 0 && arena[top - 1] == paint) --top;
  return top;
}

/// Flips a byte here and there and repairs the checksum: the program is refused or runs inside its
/// arena. A fault ends the firmware.
static int survives(unsigned char *program, size_t program_bytes, const unsigned char *input,
                    unsigned char *arena, int32_t arena_bytes, unsigned char *state,
                    int32_t state_bytes) {
  static uint32_t random = 1;
  for (int32_t i = 0; i < FLIPS; ++i) {
    random = random * 1664525u + 1013904223u;
    unsigned char *at =
        program + CHECKSUMMED_FROM + (random >> 8) % (program_bytes - CHECKSUMMED_FROM);
    const unsigned char before = *at;
    *at ^= (unsigned char)(1u << (random & 7));
    const uint32_t crc = crc32_of(program + CHECKSUMMED_FROM, program_bytes - CHECKSUMMED_FROM);
    for (int32_t j = 0; j < 4; ++j) program[CHECKSUM + j] = (unsigned char)(crc >> (8 * j));
    edgerun_executor executor;
    const int32_t top = run(&executor, program, program_bytes, input, arena, arena_bytes, state,
                            state_bytes, 0x5a);
    *at = before;
    if (top > arena_bytes) return 0;
  }
  return 1;
}

static int passes(const char *name) {
  region r;
  size_t program_bytes, input_bytes;
  r.at = pool(&r.left);
  unsigned char *program = take_file(&r, path(name, ".program"), &program_bytes);
  const unsigned char *input = take_file(&r, path(name, ".in"), &input_bytes);
  if (!program || !input) return 0;
  const int32_t arena_bytes = edgerun_arena_bytes(program, program_bytes);
  const int32_t state_bytes = edgerun_state_bytes(program, program_bytes);
  if (arena_bytes < 0) return 0;
  unsigned char *state = take(&r, (size_t)state_bytes, 16);
  unsigned char *arena = take(&r, (size_t)arena_bytes + MARGIN, 16);
  if (!arena || !state) return 0;
  edgerun_executor executor;
  const int32_t first = run(&executor, program, program_bytes, input, arena, arena_bytes, state,
                            state_bytes, 0x5a);
  const int32_t second = run(&executor, program, program_bytes, input, arena, arena_bytes, state,
                             state_bytes, 0xa5);
  if ((first > second ? first : second) != arena_bytes) {
    print_number("arena planned ", arena_bytes);
    print_number(", measured ", first > second ? first : second);
    print(": ");
    return 0;
  }
  if (!outputs_are(&executor, r, path(name, ".out")) &&
      !outputs_are(&executor, r, path(name, ".alt")))
    return 0;
  return survives(program, program_bytes, input, arena, arena_bytes, state, state_bytes);
}

int main(void) {
  static char list[16384];
  const long count = read_file("cases.txt", list, sizeof list - 1);
  int32_t run_count = 0, failed = 0;
  char *name = list;
  for (char *at = list; at < list + count; ++at) {
    if (*at != '\n') continue;
    *at = 0;
    ++run_count;
    if (!passes(name)) {
      ++failed;
      print(name);
      print(" differs\n");
    }
    name = at + 1;
  }
  print_number("cases ", run_count);
  print_number("\nfailed ", failed);
  print("\n");
  return failed > 0 || run_count == 0;
}
