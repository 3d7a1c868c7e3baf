#ifndef SKEIN_COUNTERS_H
#define SKEIN_COUNTERS_H

#include <stdint.h>

// What the system has counted for the calling thread since it began.
struct skein_thread_usage {
  uint64_t processor_nanoseconds;
  uint64_t user_microseconds;
  uint64_t system_microseconds;
  uint64_t voluntary_switches;
  uint64_t involuntary_switches;
  uint64_t minor_faults;
  uint64_t major_faults;
  // Its number in the process's tasks; 0 where the system gives none.
  uint64_t thread;
};

// 0, or the errno of what the system refused.
int skein_read_thread_usage(struct skein_thread_usage *usage);

enum {
  SKEIN_COUNTER_CYCLES,
  SKEIN_COUNTER_INSTRUCTIONS,
  // Misses of the last-level cache.
  SKEIN_COUNTER_CACHE_MISSES,
  // Loads that the data TLB did not know.
  SKEIN_COUNTER_TLB_MISSES,
  SKEIN_COUNTERS
};

// A counter of the calling thread's user-space events: a descriptor, or the negative errno.
int skein_open_counter(int kind);

// The count, and the nanoseconds for which it was wanted and for which it ran: 0, or the errno.
int skein_read_counter(int descriptor, uint64_t *count, uint64_t *enabled, uint64_t *running);

// Whether a process may open counters: 0, the errno, or the negative number of the signal that ended the
// child in which it was tried; a system-call filter may kill instead of refusing.
int skein_try_counters(void);

#endif
