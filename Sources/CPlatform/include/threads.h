#ifndef SKEIN_THREADS_H
#define SKEIN_THREADS_H

// How many of `wanted` threads the system starts now, beside those that run; all have ended on
// return. Limits are `ulimit -u`, a cgroup's pids.max, and memory for stacks.
int skein_threads_that_start(int wanted);

#endif
