#include "../dot.h"
#include "edge_kernels.h"

/// Forgets the oldest of a filter's responses and appends one.
static void remember(const er_svdf_s8_params *p, int8_t *state, int32_t response) {
  const int32_t bytes = er_element_bytes(p->state_element);
  const int32_t limit = bytes == 1 ? INT8_MAX : INT16_MAX;
  const int32_t kept = (p->memory - 1) * bytes;
  for (int32_t i = 0; i < kept; ++i) state[i] = state[i + bytes];
  er_store_element(state + kept, p->state_element, er_clamp(response, -limit - 1, limit));
}

/// The filter's responses weighted by time, modulo 2^32.
static uint32_t recall(const er_svdf_s8_params *p, const int8_t *state, const int8_t *weights) {
  const int32_t bytes = er_element_bytes(p->state_element);
  uint32_t sum = 0;
  for (int32_t i = 0; i < p->memory; ++i) {
    const int32_t x = er_load_element(state + i * bytes, p->state_element);
    const int32_t w = er_load_element(weights + i * bytes, p->state_element);
    sum += (uint32_t)(x - p->state_zero_point) * (uint32_t)w;
  }
  return sum;
}

void er_svdf_s8_scalar(const er_call *call) {
  const er_svdf_s8_params *p = call->params;
  const int32_t units = p->filters / p->rank;
  const int32_t history = p->memory * er_element_bytes(p->state_element);
  const int32_t *bias = call->constants;
  const int8_t *time = (const int8_t *)(bias + units);
  const int8_t *features = time + (ptrdiff_t)p->filters * history;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const int8_t *x = er_row(&call->inputs[0], row);
    int8_t *out = er_row(&call->outputs[0], row);
    int8_t *state = er_row(&call->outputs[1], row);
    for (int32_t u = 0; u < units; ++u) {
      uint32_t sum = (uint32_t)bias[u];
      for (int32_t f = u * p->rank; f < (u + 1) * p->rank; ++f) {
        const ptrdiff_t at = (ptrdiff_t)f * history;
        const uint32_t dot =
            er_dot_s8(x, features + (ptrdiff_t)f * p->depth, p->depth, p->input_offset);
        const int32_t response =
            er_requantize((int32_t)dot, p->state_multiplier, p->state_shift);
        remember(p, state + at, er_wrapping_add(response, p->state_zero_point));
        sum += recall(p, state + at, time + at);
      }
      out[u] = er_requantize_s8((int32_t)sum, p->output_multiplier, p->output_shift,
                                p->output_offset, INT8_MIN, INT8_MAX);
    }
  }
}
