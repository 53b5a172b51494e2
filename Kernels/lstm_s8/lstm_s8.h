#ifndef EDGE_LSTM_S8_H
#define EDGE_LSTM_S8_H

#include <stdint.h>

/// How one gate's two products become Q3.12: Q31 multipliers, shifts in [-31, 30].
typedef struct {
  int32_t input_multiplier, input_shift;
  int32_t hidden_multiplier, hidden_shift;
} er_lstm_gate;

/// A long short-term memory over sequences. Every row is one sequence of a batch, its pixels are
/// the steps in time and ascend whatever the row step. Gates are Q3.12 before their function and
/// Q0.15 after it, the cell state is int16.
///
/// Inputs: one view of `depth` channels. Outputs: a view of `units` channels, which is what the
/// hidden state was after each step; the hidden state, a row of int8[units]; the cell state, a row
/// of int16[units]; both are read as well. Constants, each for the input, forget, cell and output
/// gate in this order: bias int32[4][units], weights of the input int8[4][units][depth], weights of
/// the hidden state int8[4][units][units].
typedef struct {
  int32_t steps;              // at least 1
  int32_t depth;              // at least 1
  int32_t units;              // at least 1
  int32_t input_offset;       // -zero point, [-127, 128]
  int32_t hidden_zero_point;  // [-128, 127]
  er_lstm_gate gates[4];
  int32_t forget_multiplier, forget_shift;  // forget gate * cell state, as cell state
  int32_t input_multiplier, input_shift;    // input gate * cell gate, as cell state
  int32_t hidden_multiplier, hidden_shift;  // output gate * tanh of the cell state, as hidden state
  int32_t cell_limit;                       // largest magnitude of the cell state; 0 for any
  int32_t tanh_multiplier;                  // 3 * 2^n; with the shift, cell state to 3 * Q3.12
  int32_t tanh_shift;                       // [0, 31)
} er_lstm_s8_params;

#endif
