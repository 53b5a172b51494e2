#include "../dot.h"
#include "edge_kernels.h"

enum { INPUT_GATE, FORGET_GATE, CELL_GATE, OUTPUT_GATE };

/// What a step in time is computed from.
typedef struct {
  const er_lstm_s8_params *params;
  const int32_t *bias;
  const int8_t *input_weights;
  const int8_t *hidden_weights;
  const int8_t *x;
  const int8_t *hidden;
} step;

static int32_t clamp_s16(int32_t x) { return er_clamp(x, INT16_MIN, INT16_MAX); }

/// A gate of one unit before its function, Q3.12.
static int32_t gate(const step *s, int32_t which, int32_t unit) {
  const er_lstm_s8_params *p = s->params;
  const er_lstm_gate *scales = &p->gates[which];
  const ptrdiff_t index = (ptrdiff_t)which * p->units + unit;
  const uint32_t fed =
      er_dot_s8(s->x, s->input_weights + index * p->depth, p->depth, p->input_offset);
  const uint32_t recalled = er_dot_s8(s->hidden, s->hidden_weights + index * p->units, p->units,
                                      -p->hidden_zero_point);
  const int32_t sum = er_wrapping_add((int32_t)fed, s->bias[index]);
  return clamp_s16(
      clamp_s16(er_requantize(sum, scales->input_multiplier, scales->input_shift)) +
      clamp_s16(er_requantize((int32_t)recalled, scales->hidden_multiplier,
                              scales->hidden_shift)));
}

static int32_t product(int32_t a, int32_t b, int32_t multiplier, int32_t shift) {
  return er_requantize(a * b, multiplier, shift);
}

static int32_t next_cell(const step *s, int32_t unit, int32_t cell) {
  const er_lstm_s8_params *p = s->params;
  const int32_t forget = er_sigmoid_s16(3 * gate(s, FORGET_GATE, unit));
  const int32_t input = er_sigmoid_s16(3 * gate(s, INPUT_GATE, unit));
  const int32_t fresh = er_tanh_s16(3 * gate(s, CELL_GATE, unit));
  const int32_t next = clamp_s16(
      clamp_s16(product(forget, cell, p->forget_multiplier, p->forget_shift)) +
      clamp_s16(product(input, fresh, p->input_multiplier, p->input_shift)));
  return p->cell_limit > 0 ? er_clamp(next, -p->cell_limit, p->cell_limit) : next;
}

static int8_t next_hidden(const step *s, int32_t unit, int32_t cell) {
  const er_lstm_s8_params *p = s->params;
  const int32_t output = er_sigmoid_s16(3 * gate(s, OUTPUT_GATE, unit));
  const int32_t round = p->tanh_shift > 0 ? 1 << (p->tanh_shift - 1) : 0;
  const int32_t shown = er_tanh_s16((cell * p->tanh_multiplier + round) >> p->tanh_shift);
  const int32_t hidden = product(shown, output, p->hidden_multiplier, p->hidden_shift);
  return (int8_t)er_clamp(er_wrapping_add(hidden, p->hidden_zero_point), INT8_MIN, INT8_MAX);
}

static void take_step(const step *s, int8_t *cells, int8_t *out) {
  for (int32_t unit = 0; unit < s->params->units; ++unit) {
    int8_t *cell = cells + 2 * (ptrdiff_t)unit;
    const int32_t next = next_cell(s, unit, er_load_element(cell, ER_INT16));
    er_store_element(cell, ER_INT16, next);
    out[unit] = next_hidden(s, unit, next);
  }
}

void er_lstm_s8_scalar(const er_call *call) {
  const er_lstm_s8_params *p = call->params;
  const int32_t *bias = call->constants;
  const int8_t *input_weights = (const int8_t *)(bias + 4 * (ptrdiff_t)p->units);
  step s = {p, bias, input_weights, input_weights + 4 * (ptrdiff_t)p->units * p->depth, NULL, NULL};
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    int8_t *in = er_row(&call->inputs[0], row);
    int8_t *out = er_row(&call->outputs[0], row);
    int8_t *hidden = er_row(&call->outputs[1], row);
    s.hidden = hidden;
    for (int32_t t = 0; t < p->steps; ++t) {
      int8_t *result = er_pixel(&call->outputs[0], out, t);
      s.x = er_pixel(&call->inputs[0], in, t);
      take_step(&s, er_row(&call->outputs[2], row), result);
      for (int32_t unit = 0; unit < p->units; ++unit) hidden[unit] = result[unit];
    }
  }
}
