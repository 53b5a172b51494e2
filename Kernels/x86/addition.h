#ifndef EDGE_X86_ADDITION_H
#define EDGE_X86_ADDITION_H

#include "../include/edge_kernels.h"

// The rule of add_s8 in products of 16 bits, of which vectors compute most at once. One input has
// the larger scale and is halved, exactly. The other one, u with its offset, is scaled: with k
// halvings, u * multiplier / 2^11 is rounded, ties up, and that divided by 2^k and rounded, ties
// away from zero. Whole numbers times 2^k pass both roundings as they are, so the term is
// u * coefficient plus what the same two roundings make of u * 2^k * fraction / 2^15.

enum {
  ER_MOST_HALVINGS = 4,
  ER_LARGEST_OFFSET = 128,
  // A multiplier of so many bits is a factor of sums that need no more than 32 bits with it.
  ER_FACTOR_BITS = 3,
  ER_FACTOR_SHIFT = 31 - ER_FACTOR_BITS,
};

/// An addition whose sums are `factor` times those of the rule. Pairs lie in the halves of a lane,
/// the scaled input's in the low one.
typedef struct {
  int32_t scaled;      // the scaled input, 0 or 1
  int32_t is_short;    // whether sums are only shifted: (sum - 2^3 * (sum < turn)) >> shift
  int32_t constant;    // what sums begin with
  int32_t highs;       // a pair that inputs * 256 are multiplied by
  int32_t low_factor;  // a pair that the scaled input and its rounded part are multiplied by
  int32_t left;        // shifts the scaled input * 256 right to the input * 2^k, to which
  int32_t offset;      // this is added
  int32_t fraction;
  int32_t half;        // 2^15 / 2^k
  int32_t turn, shift;
  int64_t start;       // of sums times the multiplier, of which the high half is shifted
} er_exact_addition;

static inline int er_is_half(int32_t multiplier, int32_t shift) {
  return multiplier == 1 << 30 && shift == 0;
}

static inline int er_is_small_offset(int32_t offset) {
  return er_clamp(offset, -ER_LARGEST_OFFSET, ER_LARGEST_OFFSET) == offset;
}

/// Two halves of a lane.
static inline int32_t er_pair(int32_t first, int32_t second) {
  return (int32_t)((uint32_t)first & 0xFFFF) | er_wrapping_shift(second, 16);
}

/// Whether `multiplier` and `shift` are those of a scaled input that can be split.
static inline int er_is_split(int32_t multiplier, int32_t shift) {
  return er_is_half(multiplier, shift) ||
         (multiplier >= 0 && shift >= -ER_MOST_HALVINGS && shift <= -1);
}

/// Whether an addition can be made of the params; then no sum reaches 2^28.
static inline int er_is_exact(const er_add_s8_params *p) {
  const int32_t first = er_is_half(p->multiplier1, p->shift1);
  const int32_t second = er_is_half(p->multiplier2, p->shift2);
  return p->left_shift == 20 && (first || second) &&
         er_is_split(p->multiplier1, p->shift1) && er_is_split(p->multiplier2, p->shift2) &&
         p->output_multiplier >= 0 && p->output_shift >= -31 && p->output_shift <= -1 &&
         er_is_small_offset(p->offset1) && er_is_small_offset(p->offset2) &&
         er_is_small_offset(p->output_offset);
}

/// - Precondition: er_is_exact.
static inline er_exact_addition er_make_exact_addition(const er_add_s8_params *p) {
  const int32_t scaled = er_is_half(p->multiplier1, p->shift1);
  const int32_t multiplier = scaled ? p->multiplier2 : p->multiplier1;
  const int32_t shift = scaled ? p->shift2 : p->shift1;
  const int32_t offset = scaled ? p->offset2 : p->offset1;
  const int32_t other = scaled ? p->offset1 : p->offset2;
  const int32_t bits = 11 - shift, k = shift < 0 ? -shift : 1;
  const int32_t whole = (multiplier >> bits) + (multiplier >> (bits - 1) & 1);
  // The nearest whole number may be 2^31, which fits where the difference is taken modulo 2^32.
  const int32_t rest = (int32_t)((uint32_t)multiplier - ((uint32_t)whole << bits));
  const int32_t is_short = (p->output_multiplier & ((1 << ER_FACTOR_SHIFT) - 1)) == 0 &&
                           ER_FACTOR_BITS - p->output_shift <= 29;
  const int32_t factor = is_short ? p->output_multiplier >> ER_FACTOR_SHIFT : 2;
  const int32_t coefficient = whole * factor, half = factor * (1 << 19);
  const int32_t high = (coefficient + 128) >> 8;
  const int32_t out_shift = (is_short ? ER_FACTOR_BITS : 0) - p->output_shift;
  const int32_t turn =
      is_short ? (1 << (ER_FACTOR_BITS - 1)) + (1 << (out_shift - 1)) : 0;
  const er_exact_addition a = {
      .scaled = scaled,
      .is_short = is_short,
      .constant = coefficient * offset + half * other + turn,
      .highs = er_pair(high, half >> 8),
      .low_factor = er_pair(coefficient - 256 * high, factor),
      .left = 8 - k,
      .offset = offset * (1 << k),
      .fraction = rest * (1 << (15 - bits)),
      .half = 1 << (15 - k),
      .turn = turn,
      .shift = out_shift,
      .start = (INT64_C(1) << 31) + (INT64_C(1) << (31 - p->output_shift)),
  };
  return a;
}

#endif
