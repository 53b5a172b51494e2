#ifndef EDGE_DSP_INSTRUCTIONS_H
#define EDGE_DSP_INSTRUCTIONS_H

#include <stdint.h>

// Instructions on pairs of halfwords and on quads of bytes that Cortex-M4, M7 and M55 have;
// elsewhere their plain meaning, so that what is built from them is tried wherever tests run.
// Halfwords and bytes are named from the low end of a word.

#if defined(__ARM_FEATURE_DSP) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

#define ER_DSP_TERNARY(name, instruction)                                               \
  static inline int32_t name(uint32_t a, uint32_t b, int32_t sum) {                     \
    __asm__(instruction " %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));      \
    return sum;                                                                         \
  }
ER_DSP_TERNARY(er_smlad, "smlad")
ER_DSP_TERNARY(er_smlabt, "smlabt")
ER_DSP_TERNARY(er_smlatb, "smlatb")
#undef ER_DSP_TERNARY

static inline int32_t er_smlawb(int32_t a, uint32_t b, int32_t sum) {
  __asm__("smlawb %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));
  return sum;
}

static inline int32_t er_smlawt(int32_t a, uint32_t b, int32_t sum) {
  __asm__("smlawt %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));
  return sum;
}

static inline uint32_t er_sxtb16(uint32_t x) {
  __asm__("sxtb16 %0, %1" : "=r"(x) : "r"(x));
  return x;
}

static inline uint32_t er_sxtb16_odd(uint32_t x) {
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(x) : "r"(x));
  return x;
}

static inline uint32_t er_sxtab16(uint32_t sums, uint32_t x) {
  __asm__("sxtab16 %0, %1, %2" : "=r"(sums) : "r"(sums), "r"(x));
  return sums;
}

static inline uint32_t er_sxtab16_odd(uint32_t sums, uint32_t x) {
  __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(sums) : "r"(sums), "r"(x));
  return sums;
}

static inline uint32_t er_usub16(uint32_t a, uint32_t b) {
  __asm__("usub16 %0, %1, %2" : "=r"(a) : "r"(a), "r"(b));
  return a;
}

static inline int32_t er_smmlar(int32_t a, int32_t b, int32_t sum) {
  __asm__("smmlar %0, %1, %2, %3" : "=r"(sum) : "r"(a), "r"(b), "r"(sum));
  return sum;
}

static inline int32_t er_ssat8(int32_t x) {
  __asm__("ssat %0, #8, %1" : "=r"(x) : "r"(x));
  return x;
}

static inline uint32_t er_max_bytes(uint32_t a, uint32_t b) {
  uint32_t ignored;
  __asm__("ssub8 %1, %2, %3\n\tsel %0, %2, %3" : "=r"(a), "=&r"(ignored) : "r"(a), "r"(b));
  return a;
}

static inline uint32_t er_min_bytes(uint32_t a, uint32_t b) {
  uint32_t ignored;
  __asm__("ssub8 %1, %2, %3\n\tsel %0, %3, %2" : "=r"(a), "=&r"(ignored) : "r"(a), "r"(b));
  return a;
}

#else

static inline int32_t er_low_half(uint32_t x) { return (int16_t)(uint16_t)x; }
static inline int32_t er_high_half(uint32_t x) { return (int16_t)(uint16_t)(x >> 16); }
static inline int32_t er_nth_byte(uint32_t x, int n) { return (int8_t)(uint8_t)(x >> (8 * n)); }

static inline uint32_t er_halves(int32_t low, int32_t high) {
  return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
}

/// sum + both products of halfwords, modulo 2^32.
static inline int32_t er_smlad(uint32_t a, uint32_t b, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(er_low_half(a) * er_low_half(b)) +
                   (uint32_t)(er_high_half(a) * er_high_half(b)));
}

/// sum + a's low halfword * b's high one, modulo 2^32.
static inline int32_t er_smlabt(uint32_t a, uint32_t b, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(er_low_half(a) * er_high_half(b)));
}

/// sum + a's high halfword * b's low one, modulo 2^32.
static inline int32_t er_smlatb(uint32_t a, uint32_t b, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(er_high_half(a) * er_low_half(b)));
}

/// Bytes 0 and 2 as halfwords.
static inline uint32_t er_sxtb16(uint32_t x) {
  return er_halves(er_nth_byte(x, 0), er_nth_byte(x, 2));
}

/// Bytes 1 and 3 as halfwords.
static inline uint32_t er_sxtb16_odd(uint32_t x) {
  return er_halves(er_nth_byte(x, 1), er_nth_byte(x, 3));
}

/// Bytes 0 and 2 added to halfwords, modulo 2^16.
static inline uint32_t er_sxtab16(uint32_t sums, uint32_t x) {
  return er_halves(er_low_half(sums) + er_nth_byte(x, 0), er_high_half(sums) + er_nth_byte(x, 2));
}

/// Bytes 1 and 3 added to halfwords, modulo 2^16.
static inline uint32_t er_sxtab16_odd(uint32_t sums, uint32_t x) {
  return er_halves(er_low_half(sums) + er_nth_byte(x, 1), er_high_half(sums) + er_nth_byte(x, 3));
}

/// Differences of halfwords, modulo 2^16.
static inline uint32_t er_usub16(uint32_t a, uint32_t b) {
  return er_halves(er_low_half(a) - er_low_half(b), er_high_half(a) - er_high_half(b));
}

/// sum + floor(a * b's low halfword / 2^16), modulo 2^32.
static inline int32_t er_smlawb(int32_t a, uint32_t b, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(((int64_t)a * er_low_half(b)) >> 16));
}

/// sum + floor(a * b's high halfword / 2^16), modulo 2^32.
static inline int32_t er_smlawt(int32_t a, uint32_t b, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(((int64_t)a * er_high_half(b)) >> 16));
}

/// sum + round(a * b / 2^32), ties up, modulo 2^32.
static inline int32_t er_smmlar(int32_t a, int32_t b, int32_t sum) {
  const uint64_t product = (uint64_t)((int64_t)a * b) + ((uint64_t)(uint32_t)sum << 32);
  return (int32_t)(uint32_t)((product + (UINT64_C(1) << 31)) >> 32);
}

static inline int32_t er_ssat8(int32_t x) { return x < -128 ? -128 : x > 127 ? 127 : x; }

/// The larger of each two signed bytes.
static inline uint32_t er_max_bytes(uint32_t a, uint32_t b) {
  uint32_t result = 0;
  for (int i = 0; i < 4; ++i)
    result |= (er_nth_byte(a, i) >= er_nth_byte(b, i) ? a : b) & (UINT32_C(0xff) << (8 * i));
  return result;
}

/// The smaller of each two signed bytes.
static inline uint32_t er_min_bytes(uint32_t a, uint32_t b) {
  uint32_t result = 0;
  for (int i = 0; i < 4; ++i)
    result |= (er_nth_byte(a, i) >= er_nth_byte(b, i) ? b : a) & (UINT32_C(0xff) << (8 * i));
  return result;
}

#endif

/// Four bytes from any address.
static inline uint32_t er_load_word(const void *from) {
  uint32_t word;
  __builtin_memcpy(&word, from, sizeof word);
  return word;
}

static inline void er_store_word(void *to, uint32_t word) {
  __builtin_memcpy(to, &word, sizeof word);
}

/// Clamps `count` bytes to [low, high].
static inline void er_clamp_bytes(int8_t *bytes, int32_t count, int32_t low, int32_t high) {
  if (low == INT8_MIN && high == INT8_MAX) return;
  const uint32_t lows = (uint8_t)low * UINT32_C(0x01010101);
  const uint32_t highs = (uint8_t)high * UINT32_C(0x01010101);
  int32_t i = 0;
  for (; i + 4 <= count; i += 4)
    er_store_word(bytes + i, er_min_bytes(er_max_bytes(er_load_word(bytes + i), lows), highs));
  for (; i < count; ++i)
    bytes[i] = (int8_t)(bytes[i] < low ? low : bytes[i] > high ? high : bytes[i]);
}

#endif
