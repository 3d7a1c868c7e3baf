#ifndef SKEIN_VECTORS_H
#define SKEIN_VECTORS_H

#include <stdint.h>

#define SKEIN_INLINE static inline __attribute__((always_inline, const, unused))

// One set of functions per lane count. Comparisons that meet a NaN are false, so `skein_at_least`
// hands a NaN on, unlike fmax.
#define SKEIN_VECTOR_FUNCTIONS(N)                                                                \
  typedef float skein_f##N __attribute__((ext_vector_type(N)));                                  \
  typedef int32_t skein_i##N __attribute__((ext_vector_type(N)));                                \
  /* a * b + c, rounded once. */                                                                 \
  SKEIN_INLINE skein_f##N skein_fma##N(skein_f##N a, skein_f##N b, skein_f##N c) {               \
    return __builtin_elementwise_fma(a, b, c);                                                   \
  }                                                                                              \
  SKEIN_INLINE skein_f##N skein_add##N(skein_f##N a, skein_f##N b) { return a + b; }             \
  SKEIN_INLINE skein_f##N skein_sub##N(skein_f##N a, skein_f##N b) { return a - b; }             \
  SKEIN_INLINE skein_f##N skein_mul##N(skein_f##N a, skein_f##N b) { return a * b; }             \
  SKEIN_INLINE skein_f##N skein_div##N(skein_f##N a, skein_f##N b) { return a / b; }             \
  SKEIN_INLINE skein_f##N skein_sqrt##N(skein_f##N a) { return __builtin_elementwise_sqrt(a); }  \
  SKEIN_INLINE skein_f##N skein_copysign##N(skein_f##N magnitude, skein_f##N sign) {             \
    return __builtin_elementwise_copysign(magnitude, sign);                                      \
  }                                                                                              \
  SKEIN_INLINE skein_f##N skein_splat##N(float a) { return (skein_f##N)a; }                      \
  SKEIN_INLINE skein_f##N skein_at_least##N(skein_f##N a, skein_f##N low) {                      \
    return a < low ? low : a;                                                                    \
  }                                                                                              \
  /* x < bound ? a : b, lane by lane. */                                                         \
  SKEIN_INLINE skein_f##N skein_where_less##N(skein_f##N x, skein_f##N bound, skein_f##N a,      \
                                              skein_f##N b) {                                    \
    return x < bound ? a : b;                                                                    \
  }                                                                                              \
  /* 2 to the power of the integer in the low bits of t = n + 1.5 * 2^23, for n in -126...127. */\
  SKEIN_INLINE skein_f##N skein_power_of_two##N(skein_f##N t) {                                  \
    skein_i##N bits = __builtin_bit_cast(skein_i##N, t);                                         \
    return __builtin_bit_cast(skein_f##N, (bits << 23) + (skein_i##N)0x3F800000);                \
  }

SKEIN_VECTOR_FUNCTIONS(4)
SKEIN_VECTOR_FUNCTIONS(8)
SKEIN_VECTOR_FUNCTIONS(16)

#undef SKEIN_VECTOR_FUNCTIONS

// Words, for random bits. What follows the count are the bits 1, 2, 4, … of the lanes.
#define SKEIN_WORD_FUNCTIONS(N, ...)                                                             \
  typedef uint32_t skein_u##N __attribute__((ext_vector_type(N)));                               \
  typedef uint64_t skein_w##N __attribute__((ext_vector_type(N)));                               \
  typedef uint8_t skein_b##N __attribute__((ext_vector_type(N)));                                \
  SKEIN_INLINE skein_u##N skein_splat_word##N(uint32_t a) { return (skein_u##N)a; }              \
  SKEIN_INLINE skein_u##N skein_add_words##N(skein_u##N a, skein_u##N b) { return a + b; }       \
  SKEIN_INLINE skein_u##N skein_xor_words##N(skein_u##N a, skein_u##N b) { return a ^ b; }       \
  SKEIN_INLINE skein_u##N skein_or_words##N(skein_u##N a, skein_u##N b) { return a | b; }        \
  /* The low and the high word of a * b. */                                                      \
  SKEIN_INLINE skein_u##N skein_mul_words##N(skein_u##N a, skein_u##N b) { return a * b; }       \
  SKEIN_INLINE skein_u##N skein_mul_high##N(skein_u##N a, skein_u##N b) {                        \
    skein_w##N product = __builtin_convertvector(a, skein_w##N) *                                \
                         __builtin_convertvector(b, skein_w##N);                                 \
    return __builtin_convertvector(product >> 32, skein_u##N);                                   \
  }                                                                                              \
  SKEIN_INLINE skein_u##N skein_low_half##N(skein_u##N a) { return a & 0xFFFF; }                 \
  SKEIN_INLINE skein_u##N skein_high_half##N(skein_u##N a) { return a >> 16; }                   \
  /* x < bound ? 0 : a, lane by lane, for x and bound below 2^31. */                             \
  SKEIN_INLINE skein_u##N skein_where_reached##N(skein_u##N x, skein_u##N bound, skein_u##N a) { \
    skein_i##N less = (skein_i##N)x < (skein_i##N)bound;                                         \
    return a & ~(skein_u##N)less;                                                                \
  }                                                                                              \
  /* The lowest byte of each lane. */                                                             \
  SKEIN_INLINE skein_b##N skein_low_bytes##N(skein_u##N a) {                                     \
    return __builtin_convertvector(a, skein_b##N);                                               \
  }                                                                                              \
  /* a in the lanes whose bit is set, the lowest bit being the first lane's, and 0 elsewhere. */ \
  SKEIN_INLINE skein_f##N skein_where_bit##N(uint32_t bits, skein_f##N a) {                      \
    skein_u##N own = {__VA_ARGS__};                                                              \
    skein_i##N isSet = ((skein_u##N)bits & own) == own;                                          \
    return __builtin_bit_cast(skein_f##N, __builtin_bit_cast(skein_i##N, a) & isSet);            \
  }

SKEIN_WORD_FUNCTIONS(4, 1, 2, 4, 8)
SKEIN_WORD_FUNCTIONS(8, 1, 2, 4, 8, 16, 32, 64, 128)
SKEIN_WORD_FUNCTIONS(16, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)

#undef SKEIN_WORD_FUNCTIONS

#endif
