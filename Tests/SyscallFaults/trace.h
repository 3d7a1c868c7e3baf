// Runs a program and disturbs one of its system calls.
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>
#include <stdio.h>

enum disturbance { none, kill_before, kill_after, give_error, give_zero, move_half };

struct plan {
  enum disturbance disturbance;
  /// Which of the counted calls is disturbed, from 1, and how many from there; 0 for all.
  long at, times;
  /// The `errno` that a failing call gives.
  int error;
  /// What is counted; NULL for all paths and for all calls on files.
  const char *below, *only;
  /// A shell command before the process is killed; NULL for none.
  const char *command;
  /// Where the calls are listed, one a line; NULL for nowhere.
  FILE *report;
};

/// Runs a command to its end, or to its death, and gives its exit code; 128 and the number of a
/// signal that ended it.
int trace(const struct plan *plan, char *const command[]);

#endif
