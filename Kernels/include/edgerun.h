#ifndef EDGERUN_H
#define EDGERUN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The executor of compiled models, for C. It allocates nothing, keeps nothing outside the memory
/// it is given, and may run any number of programs, one executor each, in arenas of their own or,
/// where one run ends before the next begins, in the same.
///
///     edgerun_executor executor;
///     int32_t status = edgerun_init(&executor, program, program_bytes, arena, arena_bytes,
///                                   NULL, 0);
///     if (status) return puts(edgerun_text(status));
///     edgerun_write_input(&executor, 0, image, sizeof image);
///     edgerun_run(&executor, NULL);
///     const int8_t *scores = edgerun_output(&executor, 0, NULL);

/// A program, its arena and its state, bound together by `edgerun_init`. Program, arena and state
/// are the caller's and outlive it; it may be copied, and dropped without ado.
typedef struct {
  const void *program;
  void *arena;
  void *state;
} edgerun_executor;

/// Why a program or its memory was refused. Values are never reused.
enum {
  EDGERUN_OK = 0,
  EDGERUN_NOT_A_PROGRAM = 1,
  EDGERUN_VERSION = 2,
  EDGERUN_PROGRAM_MISALIGNED = 3,
  EDGERUN_TRUNCATED = 4,
  EDGERUN_CHECKSUM = 5,
  EDGERUN_TABLE = 6,
  EDGERUN_UNKNOWN_KERNEL = 7,
  EDGERUN_STEP = 8,
  EDGERUN_STREAM = 9,
  EDGERUN_PORT = 10,
  EDGERUN_STATE = 11,
  EDGERUN_STATE_UNFIT = 12,
  EDGERUN_ARENA_TOO_SMALL = 13,
  EDGERUN_ARENA_MISALIGNED = 14
};

/// What a run calls back. Members may be null.
typedef struct {
  /// Fills the `count` bytes of a row of an input that is fed, just before it is needed; rows come
  /// in order, each once a run. Where the model's input is float32, edgerun_write_row makes them.
  void (*feed)(void *context, int32_t input, int32_t row, void *bytes, size_t count);
  /// Told after each position of the schedule, from 0: a step, or a stream of steps.
  void (*finished)(void *context, int32_t position);
  void *context;
} edgerun_callbacks;

/// Bytes the program's arena must have; as a negative number, why the bytes are no program. Looks
/// at the header alone: `edgerun_init` looks at everything.
int32_t edgerun_arena_bytes(const void *program, size_t program_bytes);

/// Bytes the program keeps from run to run, beside its arena: 0 for most; or as above.
int32_t edgerun_state_bytes(const void *program, size_t program_bytes);

/// Checks a program completely, once, and binds it to its memory.
///
/// @param program  at a multiple of 16; may lie in flash
/// @param arena    at a multiple of the program's alignment, which the compiler prints; its
///                 contents do not matter
/// @param state    aligned like the arena; null where the program keeps none; set by this
/// @return EDGERUN_OK, or why not: `executor` is untouched then
int32_t edgerun_init(edgerun_executor *executor, const void *program, size_t program_bytes,
                     void *arena, size_t arena_bytes, void *state, size_t state_bytes);

/// Gives the state the contents it has before the first run.
void edgerun_reset(const edgerun_executor *executor);

/// Where an input goes before a run, and, unless `bytes` is null, how many bytes it has: none where
/// it is fed. A run may write over it. Null where there is no such input. Where the model's input
/// is float32, these are integers.
void *edgerun_input(const edgerun_executor *executor, int32_t index, size_t *bytes);

/// Where an output is after a run, until the arena is written again. Null where there is none.
const void *edgerun_output(const edgerun_executor *executor, int32_t index, size_t *bytes);

/// Writes an input from the elements that the header of the compiled model names: float32 where the
/// model has float inputs, of which the arena holds integers. 1, or 0 where there is no such input
/// of so many bytes, or it is fed.
int32_t edgerun_write_input(const edgerun_executor *executor, int32_t index, const void *elements,
                            size_t bytes);

/// Writes a row of an input that is fed, for the feed callback, from elements likewise.
///
/// @param bytes  of which there are `count`, as the callback gets them
/// @return bytes of `elements` that the row took; 0 where there is no such input
size_t edgerun_write_row(const edgerun_executor *executor, int32_t index, const void *elements,
                         void *bytes, size_t count);

/// Reads an output, as edgerun_write_input writes inputs.
int32_t edgerun_read_output(const edgerun_executor *executor, int32_t index, void *elements,
                            size_t bytes);

/// Computes all outputs. Cannot fail, and gives the same bytes every time.
///
/// @param callbacks  null where nothing is fed and nobody is told
void edgerun_run(const edgerun_executor *executor, const edgerun_callbacks *callbacks);

/// A status in words: one line, no full stop.
const char *edgerun_text(int32_t status);

#ifdef __cplusplus
}
#endif

#endif
