#ifndef PACKING_H
#define PACKING_H

#include "edge_kernels.h"

// Constants of a convolution with one group, from those of conv2d_s8, as packed kernels have them.

typedef struct {
  const int32_t *plain;
  const er_conv2d_s8_params *params;
  int32_t inputs;  // weights of an output channel
} unpacked;

static inline int32_t whole_channels(const unpacked *from) {
  return (from->params->out_channels + 3) / 4 * 4;
}

static inline int8_t weight_of(const unpacked *from, int32_t channel, int32_t input) {
  const int32_t n = from->params->out_channels;
  const int8_t *weights = (const int8_t *)(from->plain + 3 * n);
  return channel < n ? weights[channel * from->inputs + input] : 0;
}

/// Biases with the input's offset folded in, multipliers and shifts; where weights follow.
static inline int8_t *pack_stages(const unpacked *from, int32_t *to) {
  const int32_t n = from->params->out_channels, whole = whole_channels(from);
  for (int32_t c = 0; c < whole; ++c) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < from->inputs; ++i) sum += (uint32_t)weight_of(from, c, i);
    for (int32_t k = 0; k < 3; ++k) to[k * whole + c] = c < n ? from->plain[k * n + c] : 0;
    to[c] = (int32_t)((uint32_t)to[c] + (uint32_t)from->params->input_offset * sum);
  }
  return (int8_t *)(to + 3 * whole);
}

/// As conv2d_folded_s8.h says.
static inline void pack_folded(const unpacked *from, int32_t *to) {
  int8_t *weights = pack_stages(from, to);
  for (int32_t c = 0; c < whole_channels(from); ++c)
    for (int32_t i = 0; i < from->inputs; ++i) *weights++ = weight_of(from, c, i);
}

/// As conv2d_dot_s8.h says.
static inline void pack_dots(const unpacked *from, int32_t *to) {
  const er_window *w = &from->params->window;
  const int32_t whole = whole_channels(from);
  const int32_t run = er_packed_run_inputs(w, from->params->in_channels);
  const int32_t quads = (run + 3) / 4, all = er_packed_quads(w, from->params->in_channels);
  int8_t *weights = pack_stages(from, to);
  for (int32_t first = 0; first < whole; first += 16)
    for (int32_t quad = 0; quad < all; ++quad)
      for (int32_t c = first; c < whole && c < first + 16; ++c)
        for (int32_t i = 0; i < 4; ++i) {
          const int32_t at = quad % quads * 4 + i;
          *weights++ = (int8_t)(at < run ? weight_of(from, c, quad / quads * run + at) : 0);
        }
}

/// As conv2d_paired_s8.h says; whole panels of output channels, shifts to the right.
static inline void pack_paired(const unpacked *from, int32_t *to) {
  const int32_t n = from->params->out_channels, quads = (from->inputs + 3) / 4;
  er_dsp_stage *stages = (er_dsp_stage *)to;
  int16_t *halves = (int16_t *)(stages + n);
  for (int32_t c = 0; c < n; ++c) {
    int32_t sum = 0;
    for (int32_t i = 0; i < from->inputs; ++i) sum += weight_of(from, c, i);
    const int32_t shift = -from->plain[2 * n + c];
    stages[c] = (er_dsp_stage){2 * (from->plain[c] + from->params->input_offset * sum),
                               from->plain[n + c],
                               er_dsp_rounding(shift, from->params->output_offset), shift};
  }
  for (int32_t c = 0; c < n; c += 4)
    for (int32_t quad = 0; quad < quads; ++quad)
      for (int32_t odd = 0; odd < 2; ++odd)
        for (int32_t pair = c; pair < c + 4; pair += 2)
          for (int32_t i = 4 * quad + odd; i < 4 * quad + 4; i += 2)
            *halves++ = (int16_t)(i < from->inputs ? 256 * weight_of(from, pair + 1, i) +
                                                         weight_of(from, pair, i)
                                                   : 0);
}

#endif
