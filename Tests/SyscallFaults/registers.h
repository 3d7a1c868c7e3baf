// What changes from processor to processor in a stopped thread.
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// Makes a thread that is about to enter a call enter none.
bool skip_call(pid_t thread);

/// Changes an argument of the call that a thread is about to enter.
bool set_argument(pid_t thread, int place, uint64_t value);

/// Changes what the call that a thread has left gives it.
bool set_result(pid_t thread, int64_t value);

/// Puts a breakpoint where the program of a process begins, once it is in memory.
///
/// What it needs to be taken away again is kept: there is one at most.
bool break_at_entry(pid_t process);

/// Takes the breakpoint away, where the thread has met it.
bool leave_entry(pid_t thread);

#endif
