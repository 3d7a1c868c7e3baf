// The system calls that touch files, threads and memory, and what each one is about.
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { longest_description = 8300 };

/// Finds a call; NULL where it is none that is counted.
struct call;
const struct call *call_of(uint64_t number, const uint64_t arguments[6]);

const char *call_name(const struct call *call);

/// Whether a call is one of `names`, separated by commas; of the file calls where that is NULL.
bool call_is_among(const struct call *call, const char *names);

/// Which argument is the number of bytes that it is to move; -1 where there is none.
int call_size_argument(const struct call *call);

/// Writes the paths that the call of a stopped thread is about, separated by a space.
///
/// Returns whether one of them is `folder` or lies below it; NULL holds every path.
bool call_paths(
  const struct call *call, pid_t thread, const uint64_t arguments[6], const char *folder,
  char text[longest_description]);

#endif
