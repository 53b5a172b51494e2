#ifndef RUNNER_H
#define RUNNER_H

#include <stddef.h>
#include <stdint.h>

/// A tensor that is complete after a position of the schedule, and where it lies in the arena.
typedef struct {
  int32_t position;  // -1 behind the last
  int32_t offset, bytes;
  const char *name;
} layer;

extern const unsigned char *const model_program;
extern const size_t model_program_bytes;
extern const layer model_layers[];
/// The caller's bytes of each input, then 0; and of each output.
extern const size_t model_input_bytes[], model_output_bytes[];

#endif
