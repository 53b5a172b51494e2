#include "edge_kernels.h"

enum { TILE = 64 };

/// Adds the pixels of one row to the sums of the channels [first, first + count).
static void add_row(const er_call *call, int8_t *in, int32_t first, int32_t count,
                    int32_t sums[TILE]) {
  const er_running_sum_s8_params *p = call->params;
  for (int32_t x = 0; x < p->width; ++x) {
    const int8_t *pixel = er_pixel(call->inputs, in, x) + first;
    for (int32_t c = 0; c < count; ++c)
      sums[c] = er_wrapping_add(sums[c], pixel[c] + p->input_offset);
  }
}

void er_running_sum_s8_scalar(const er_call *call) {
  const er_running_sum_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = call->first_row + i;
    int32_t *sums = (int32_t *)(void *)er_row(call->outputs, row);
    const int32_t *before = (int32_t *)(void *)er_row(call->outputs, row > 0 ? row - 1 : 0);
    int8_t *in = er_row(call->inputs, row);
    for (int32_t first = 0; first < p->channels; first += TILE) {
      const int32_t count = p->channels - first < TILE ? p->channels - first : TILE;
      int32_t held[TILE];
      for (int32_t c = 0; c < count; ++c) held[c] = row > 0 ? before[first + c] : 0;
      add_row(call, in, first, count, held);
      for (int32_t c = 0; c < count; ++c) sums[first + c] = held[c];
    }
  }
}
