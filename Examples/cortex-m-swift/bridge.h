#include "digits.h"
#include "edgerun.h"
#include "io.h"

// Swift sees no arrays of this size.
static inline const void *digits(void) { return digits_program; }

extern signed char arena[DIGITS_ARENA_BYTES];
extern const signed char image[DIGITS_INPUT0_BYTES];
static inline void report_digit(int32_t digit) {
  print_number("digit ", digit);
  print("\n");
}
static inline void *arena_memory(void) { return arena; }
static inline const signed char *image_pixels(void) { return image; }
