// Runs a command and kills it at its n-th system call on files, or makes that call fail.
//
// Calls are counted from the program's first instruction on, after the dynamic linker's. What it
// takes away from strace: paths are compared with a folder, and a kill comes with a command that
// runs while the process stands still.

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

static const char usage[] =
  "usage: SyscallFaults [OPTION]... -- COMMAND [ARGUMENT]...\n"
  "  --report FILE       list the counted calls and their paths, one a line\n"
  "  --below FOLDER      count only calls on paths or descriptors at or below a folder\n"
  "  --only NAME,...     count only these calls (default: all on files)\n"
  "  --kill-at N         kill the process just before its N-th call\n"
  "  --after             kill it just after the call instead\n"
  "  --before-kill TEXT  run this shell command first, while the process stands still\n"
  "  --fail-at N         make the N-th call fail:\n"
  "  --error NAME          with this error, such as EIO; it is not carried out\n"
  "  --zero                with no byte moved, where it moves any\n"
  "  --short               with half of the bytes that it was to move\n"
  "  --times COUNT       and so many from there (default: 1); 0 for all\n"
  "Exits with the command's code, 128 and the number of the signal that ended it, or 125.\n";

static const struct {
  const char *name;
  int number;
} errors[] = {
  {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EMFILE", EMFILE}, {"ENFILE", ENFILE},
  {"EINTR", EINTR}, {"ENOMEM", ENOMEM}, {"EDQUOT", EDQUOT}, {"EACCES", EACCES},
  {"EAGAIN", EAGAIN}, {"EROFS", EROFS}, {"ENOENT", ENOENT}, {"ESTALE", ESTALE},
};

static int error_number(const char *name) {
  for (size_t index = 0; index < sizeof errors / sizeof *errors; index++) {
    if (strcmp(errors[index].name, name) == 0) return errors[index].number;
  }
  return 0;
}

static int refuse(void) {
  fputs(usage, stderr);
  return 125;
}

/// Takes an option without a value.
static bool take_flag(const char *option, struct plan *plan) {
  if (strcmp(option, "--after") == 0) {
    plan->disturbance = kill_after;
  } else if (strcmp(option, "--zero") == 0) {
    plan->disturbance = give_zero;
  } else if (strcmp(option, "--short") == 0) {
    plan->disturbance = move_half;
  } else {
    return false;
  }
  return true;
}

/// Takes an option with its value.
static bool take(const char *option, const char *value, struct plan *plan) {
  if (strcmp(option, "--report") == 0) return (plan->report = fopen(value, "we")) != NULL;
  if (strcmp(option, "--below") == 0) plan->below = value;
  else if (strcmp(option, "--only") == 0) plan->only = value;
  else if (strcmp(option, "--before-kill") == 0) plan->command = value;
  else if (strcmp(option, "--times") == 0) plan->times = atol(value);
  else if (strcmp(option, "--fail-at") == 0) return (plan->at = atol(value)) > 0;
  else if (strcmp(option, "--kill-at") == 0) {
    if (plan->disturbance != kill_after) plan->disturbance = kill_before;
    return (plan->at = atol(value)) > 0;
  } else if (strcmp(option, "--error") == 0) {
    plan->disturbance = give_error;
    return (plan->error = error_number(value)) != 0;
  } else {
    return false;
  }
  return true;
}

int main(int count, char *arguments[]) {
  struct plan plan = {.times = 1};
  int place = 1;
  for (; place < count && strcmp(arguments[place], "--") != 0; place++) {
    if (take_flag(arguments[place], &plan)) continue;
    if (place + 1 == count || !take(arguments[place], arguments[place + 1], &plan)) return refuse();
    place++;
  }
  if (place + 1 >= count) return refuse();
  return trace(&plan, arguments + place + 1);
}
