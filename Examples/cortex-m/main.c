// Reads a handwritten digit on a Cortex-M: what a firmware adds to the files `edgerun compile`
// made.
#include "io.h"
#include "digits.h"
#include "edgerun.h"

static _Alignas(16) unsigned char arena[DIGITS_ARENA_BYTES];

// An image in flash; a board would have a camera.
__asm__(".section .rodata.image, \"a\", %progbits\n"
        ".globl image\n"
        "image: .incbin \"Models/digits/input.bin\"\n");
extern const signed char image[DIGITS_INPUT0_BYTES];

int main(void) {
  edgerun_executor executor;
  const int32_t status = edgerun_init(&executor, digits_program, sizeof digits_program, arena,
                                      sizeof arena, 0, 0);
  if (status != EDGERUN_OK) {
    print(edgerun_text(status));
    return 1;
  }
  if (!edgerun_write_input(&executor, 0, image, sizeof image)) return 1;
  edgerun_run(&executor, 0);

  const signed char *scores = edgerun_output(&executor, 0, 0);
  int best = 0;
  for (int i = 1; i < DIGITS_OUTPUT0_BYTES; ++i)
    if (scores[i] > scores[best]) best = i;
  const char text[] = {'d', 'i', 'g', 'i', 't', ' ', (char)('0' + best), '\n', 0};
  print(text);
  return 0;
}
