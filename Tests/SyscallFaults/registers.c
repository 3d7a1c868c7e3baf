#include "registers.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

static uint64_t entry;
static long original;

#if defined(__x86_64__)

static const long breakpoint = 0xCC, breakpoint_mask = 0xFF;
static const int breakpoint_length = 1;
typedef struct user_regs_struct registers;

static uint64_t *counter(registers *all) { return (uint64_t *)&all->rip; }

static uint64_t *argument(registers *all, int place) {
  unsigned long long *places[] = {&all->rdi, &all->rsi, &all->rdx,
                                  &all->r10, &all->r8,  &all->r9};
  return (uint64_t *)places[place];
}

static uint64_t *result(registers *all) { return (uint64_t *)&all->rax; }

#elif defined(__aarch64__)

static const long breakpoint = 0xD4200000, breakpoint_mask = 0xFFFFFFFF;
static const int breakpoint_length = 0;
typedef struct user_regs_struct registers;

static uint64_t *counter(registers *all) { return (uint64_t *)&all->pc; }

static uint64_t *argument(registers *all, int place) { return (uint64_t *)&all->regs[place]; }

static uint64_t *result(registers *all) { return (uint64_t *)&all->regs[0]; }

#else
#error "registers of this processor are not known"
#endif

static bool load(pid_t thread, registers *all) {
  struct iovec piece = {all, sizeof *all};
  return ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &piece) == 0;
}

static bool store(pid_t thread, registers *all) {
  struct iovec piece = {all, sizeof *all};
  return ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &piece) == 0;
}

bool skip_call(pid_t thread) {
#if defined(__aarch64__)
  int none = -1;
  struct iovec piece = {&none, sizeof none};
  return ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &piece) == 0;
#else
  registers all;
  if (!load(thread, &all)) return false;
  all.orig_rax = (unsigned long long)-1;
  return store(thread, &all);
#endif
}

bool set_argument(pid_t thread, int place, uint64_t value) {
  registers all;
  if (!load(thread, &all)) return false;
  *argument(&all, place) = value;
  return store(thread, &all);
}

bool set_result(pid_t thread, int64_t value) {
  registers all;
  if (!load(thread, &all)) return false;
  *result(&all) = (uint64_t)value;
  return store(thread, &all);
}

/// The address of the program's first instruction; that of the dynamic linker, which runs before
/// it, is another.
static uint64_t find_entry(pid_t process) {
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/auxv", process);
  FILE *file = fopen(name, "r");
  if (file == NULL) return 0;
  uint64_t pair[2], found = 0;
  while (found == 0 && fread(pair, sizeof pair, 1, file) == 1) {
    if (pair[0] == AT_ENTRY) found = pair[1];
  }
  fclose(file);
  return found;
}

bool break_at_entry(pid_t process) {
  entry = find_entry(process);
  if (entry == 0) return false;
  errno = 0;
  original = ptrace(PTRACE_PEEKTEXT, process, (void *)entry, NULL);
  if (errno != 0) return false;
  return ptrace(PTRACE_POKETEXT, process, (void *)entry,
                (void *)((original & ~breakpoint_mask) | breakpoint)) == 0;
}

bool leave_entry(pid_t thread) {
  registers all;
  if (entry == 0 || !load(thread, &all)) return false;
  if (*counter(&all) != entry + (uint64_t)breakpoint_length) return false;
  *counter(&all) = entry;
  ptrace(PTRACE_POKETEXT, thread, (void *)entry, (void *)original);
  entry = 0;
  return store(thread, &all);
}
