// What Linux counts for a thread; other systems answer ENOSYS.
#define _GNU_SOURCE
#include "counters.h"

#include <errno.h>

#if defined(__linux__)

#include <linux/perf_event.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t microseconds(struct timeval time) {
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

int skein_read_thread_usage(struct skein_thread_usage *usage) {
  struct rusage counted;
  struct timespec time;
  if (getrusage(RUSAGE_THREAD, &counted) != 0) return errno;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0) return errno;
  usage->processor_nanoseconds = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
  usage->user_microseconds = microseconds(counted.ru_utime);
  usage->system_microseconds = microseconds(counted.ru_stime);
  usage->voluntary_switches = (uint64_t)counted.ru_nvcsw;
  usage->involuntary_switches = (uint64_t)counted.ru_nivcsw;
  usage->minor_faults = (uint64_t)counted.ru_minflt;
  usage->major_faults = (uint64_t)counted.ru_majflt;
  usage->thread = (uint64_t)syscall(SYS_gettid);
  return 0;
}

static int open_counter(uint32_t type, uint64_t config) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  long descriptor = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -errno : (int)descriptor;
}

int skein_open_counter(int kind) {
  switch (kind) {
  case SKEIN_COUNTER_CYCLES: return open_counter(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
  case SKEIN_COUNTER_INSTRUCTIONS:
    return open_counter(PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS);
  case SKEIN_COUNTER_CACHE_MISSES:
    return open_counter(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES);
  case SKEIN_COUNTER_TLB_MISSES:
    return open_counter(PERF_TYPE_HW_CACHE,
                        PERF_COUNT_HW_CACHE_DTLB | (PERF_COUNT_HW_CACHE_OP_READ << 8) |
                            (PERF_COUNT_HW_CACHE_RESULT_MISS << 16));
  default: return -EINVAL;
  }
}

int skein_read_counter(int descriptor, uint64_t *count, uint64_t *enabled, uint64_t *running) {
  uint64_t values[3];
  ssize_t bytes = read(descriptor, values, sizeof values);
  if (bytes < 0) return errno;
  if (bytes != sizeof values) return EIO;
  *count = values[0];
  *enabled = values[1];
  *running = values[2];
  return 0;
}

int skein_try_counters(void) {
  pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    int descriptor = skein_open_counter(SKEIN_COUNTER_CYCLES);
    _exit(descriptor < 0 ? -descriptor & 0xFF : 0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

#else

int skein_read_thread_usage(struct skein_thread_usage *usage) {
  (void)usage;
  return ENOSYS;
}

int skein_open_counter(int kind) {
  (void)kind;
  return -ENOSYS;
}

int skein_read_counter(int descriptor, uint64_t *count, uint64_t *enabled, uint64_t *running) {
  (void)descriptor, (void)count, (void)enabled, (void)running;
  return ENOSYS;
}

int skein_try_counters(void) { return ENOSYS; }

#endif
