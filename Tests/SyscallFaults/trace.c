#include "trace.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"
#include "registers.h"

/// The result that a thread is given when it leaves its call.
struct pending {
  pid_t thread;
  int64_t result;
};

struct state {
  const struct plan *plan;
  pid_t process;
  /// The calls of the dynamic linker, before the program's first instruction, are not counted.
  bool counts;
  long count;
  struct pending pending[64];
};

static void await_exit(struct state *state, pid_t thread, int64_t result) {
  for (int index = 0; index < 64; index++) {
    if (state->pending[index].thread != 0) continue;
    state->pending[index] = (struct pending){thread, result};
    return;
  }
}

/// Ends the process; a call that it is about to enter is not carried out.
static void end(struct state *state) {
  if (state->plan->command != NULL && system(state->plan->command) != 0) {
    fprintf(stderr, "SyscallFaults: the command before the kill failed\n");
  }
  kill(state->process, SIGKILL);
}

static void enter(struct state *state, pid_t thread, const struct __ptrace_syscall_info *info) {
  const struct plan *plan = state->plan;
  uint64_t arguments[6];
  for (int index = 0; index < 6; index++) arguments[index] = info->entry.args[index];
  const struct call *call = call_of(info->entry.nr, arguments);
  if (call == NULL || !call_is_among(call, plan->only)) return;
  char paths[longest_description];
  if (!call_paths(call, thread, arguments, plan->below, paths)) return;
  state->count++;
  if (plan->report != NULL) {
    fprintf(plan->report, "%s %s\n", call_name(call), paths);
    fflush(plan->report);
  }
  const bool is_last = plan->times != 0 && state->count >= plan->at + plan->times;
  if (plan->disturbance == none || state->count < plan->at || is_last) return;
  switch (plan->disturbance) {
    case none: break;
    case kill_before: end(state); break;
    case kill_after: await_exit(state, thread, 0); break;
    case give_error:
      // A close that fails has closed all the same.
      if (strcmp(call_name(call), "close") != 0) skip_call(thread);
      await_exit(state, thread, -plan->error);
      break;
    case give_zero:
      if (call_size_argument(call) < 0) break;
      skip_call(thread);
      await_exit(state, thread, 0);
      break;
    case move_half: {
      const int place = call_size_argument(call);
      if (place >= 0 && arguments[place] > 1) set_argument(thread, place, arguments[place] / 2);
      break;
    }
  }
}

static void leave(struct state *state, pid_t thread) {
  for (int index = 0; index < 64; index++) {
    if (state->pending[index].thread != thread) continue;
    state->pending[index].thread = 0;
    if (state->plan->disturbance == kill_after) {
      end(state);
    } else {
      set_result(thread, state->pending[index].result);
    }
  }
}

static void at_call(struct state *state, pid_t thread) {
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0) return;
  if (info.op == PTRACE_SYSCALL_INFO_ENTRY) enter(state, thread, &info);
  if (info.op == PTRACE_SYSCALL_INFO_EXIT) leave(state, thread);
}

/// Handles a stop, and gives the signal that the thread goes on with.
static int at_stop(struct state *state, pid_t thread, int status) {
  const int signal = WSTOPSIG(status), event = status >> 16;
  if (signal == (SIGTRAP | 0x80)) {
    at_call(state, thread);
    return 0;
  }
  if (event == PTRACE_EVENT_EXEC && !state->counts) {
    state->counts = !break_at_entry(thread);
    return 0;
  }
  // A thread begins with a stop of its own.
  if (event != 0 || signal == SIGSTOP) return 0;
  if (signal == SIGTRAP && !state->counts && leave_entry(thread)) {
    state->counts = true;
    return 0;
  }
  return signal;
}

/// Waits for every thread; the process that was started decides about the exit code.
static int follow(struct state *state) {
  int code = 1, status;
  pid_t thread;
  while ((thread = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
    if (thread <= 0) continue;
    if (WIFSTOPPED(status)) {
      const long signal = at_stop(state, thread, status);
      ptrace(state->counts ? PTRACE_SYSCALL : PTRACE_CONT, thread, NULL, (void *)signal);
    } else if (thread == state->process) {
      code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
  }
  return code;
}

int trace(const struct plan *plan, char *const command[]) {
  const pid_t process = fork();
  if (process < 0) return 125;
  if (process == 0) {
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(125);
    raise(SIGSTOP);
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) return 125;
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK
    | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)options) != 0) return 125;
  struct state state = {.plan = plan, .process = process};
  ptrace(PTRACE_CONT, process, NULL, NULL);
  return follow(&state);
}
