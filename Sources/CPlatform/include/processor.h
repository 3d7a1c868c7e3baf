#ifndef SKEIN_PROCESSOR_H
#define SKEIN_PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

// What the processor and the operating system both support. The AVX-512 kernels are compiled for
// x86-64-v4 and the AVX2 kernels for x86-64-v3, so each asks for all that its level names.
// An operating system that does not save the wide registers counts as no support.
static inline bool skein_cpu_has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v3");
#else
  return false;
#endif
}

static inline bool skein_cpu_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v4");
#else
  return false;
#endif
}

// The floating-point control word (MXCSR, FPCR) of the calling thread.
static inline uint64_t skein_float_control(void) {
#if defined(__x86_64__)
  return __builtin_ia32_stmxcsr();
#elif defined(__aarch64__)
  return __builtin_arm_rsr64("FPCR");
#else
#error "Skein runs on x86-64 and arm64."
#endif
}

static inline void skein_set_float_control(uint64_t word) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr((unsigned int)word);
#elif defined(__aarch64__)
  __builtin_arm_wsr64("FPCR", word);
#endif
}

// `word` with subnormal results flushed to zero and subnormal inputs read as zero, rounding to
// nearest, and every floating-point exception masked.
static inline uint64_t skein_float_control_flushing(uint64_t word) {
#if defined(__x86_64__)
  return (word & ~(uint64_t)0x6000) | 0x8040 | 0x1F80;
#elif defined(__aarch64__)
  return (word & ~(uint64_t)0x00C09F00) | ((uint64_t)1 << 24);
#endif
}

// Asks for a cache line that will be read soon. Any address will do, whether there is memory or not.
static inline void skein_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

// Tells the core that this thread spins, so that its sibling gets the execution units.
static inline void skein_spin_hint(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __builtin_arm_yield();
#endif
}

#endif
