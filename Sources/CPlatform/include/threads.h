#ifndef SKEIN_THREADS_H
#define SKEIN_THREADS_H

// How many of `wanted` threads the system starts now, beside those that run; all have ended on
// return. Limits are `ulimit -u`, a cgroup's pids.max, and memory for stacks.
int skein_threads_that_start(int wanted);

// The NUMA node of each of `count` pages of this process; below 0 for one that nobody has touched.
// 0 when the system has told, and another number when it does not.
int skein_page_nodes(void **pages, int count, int *nodes);

#endif
