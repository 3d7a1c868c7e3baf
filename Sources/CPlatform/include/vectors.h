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

#endif
