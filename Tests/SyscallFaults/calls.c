#include "calls.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum group { files, threads, memory };

/// Places of arguments; -1 where a call has none of that kind.
struct call {
  const char *name;
  long number;
  enum group group;
  /// A path and the descriptor of the folder that it starts from, twice.
  signed char folder, path, other_folder, other_path;
  signed char descriptor;
  signed char size;
};

#define PATH(name, at) {#name, SYS_##name, files, -1, at, -1, -1, -1, -1}
#define PATH_IN(name, folder, at) {#name, SYS_##name, files, folder, at, -1, -1, -1, -1}
#define DESCRIPTOR(name, at) {#name, SYS_##name, files, -1, -1, -1, -1, at, -1}
#define TRANSFER(name) {#name, SYS_##name, files, -1, -1, -1, -1, 0, 2}
#define OTHER(name, group) {#name, SYS_##name, group, -1, -1, -1, -1, -1, -1}

static const struct call calls[] = {
#ifdef SYS_open
  PATH(open, 0), PATH(creat, 0), PATH(stat, 0), PATH(lstat, 0), PATH(access, 0),
  PATH(mkdir, 0), PATH(rmdir, 0), PATH(unlink, 0), PATH(readlink, 0), PATH(chmod, 0),
  {"rename", SYS_rename, files, -1, 0, -1, 1, -1, -1},
  {"link", SYS_link, files, -1, 0, -1, 1, -1, -1},
#endif
#ifdef SYS_renameat
  {"renameat", SYS_renameat, files, 0, 1, 2, 3, -1, -1},
#endif
  {"renameat2", SYS_renameat2, files, 0, 1, 2, 3, -1, -1},
  {"linkat", SYS_linkat, files, 0, 1, 2, 3, -1, -1},
  PATH(chdir, 0), PATH(truncate, 0), PATH(statfs, 0),
  PATH_IN(openat, 0, 1), PATH_IN(openat2, 0, 1), PATH_IN(newfstatat, 0, 1),
  PATH_IN(statx, 0, 1), PATH_IN(faccessat, 0, 1), PATH_IN(faccessat2, 0, 1),
  PATH_IN(mkdirat, 0, 1), PATH_IN(unlinkat, 0, 1), PATH_IN(readlinkat, 0, 1),
  PATH_IN(fchmodat, 0, 1), PATH_IN(utimensat, 0, 1),
  TRANSFER(read), TRANSFER(write), TRANSFER(pread64), TRANSFER(pwrite64), TRANSFER(readv),
  TRANSFER(writev), TRANSFER(getdents64),
  DESCRIPTOR(close, 0), DESCRIPTOR(fsync, 0), DESCRIPTOR(fdatasync, 0), DESCRIPTOR(fstat, 0),
  DESCRIPTOR(fstatfs, 0), DESCRIPTOR(ftruncate, 0), DESCRIPTOR(fallocate, 0),
  DESCRIPTOR(flock, 0), DESCRIPTOR(lseek, 0), DESCRIPTOR(fcntl, 0), DESCRIPTOR(fchmod, 0),
  DESCRIPTOR(ioctl, 0), DESCRIPTOR(fadvise64, 0), DESCRIPTOR(mmap, 4), DESCRIPTOR(dup, 0),
  OTHER(clone, threads), OTHER(clone3, threads),
  OTHER(madvise, memory), OTHER(munmap, memory), OTHER(mprotect, memory), OTHER(brk, memory),
};

static const struct call anonymous_mmap = OTHER(mmap, memory);

const struct call *call_of(uint64_t number, const uint64_t arguments[6]) {
  if (number == SYS_mmap && (int)arguments[4] < 0) return &anonymous_mmap;
  for (size_t index = 0; index < sizeof calls / sizeof *calls; index++) {
    if ((uint64_t)calls[index].number == number) return &calls[index];
  }
  return NULL;
}

const char *call_name(const struct call *call) { return call->name; }

int call_size_argument(const struct call *call) { return call->size; }

bool call_is_among(const struct call *call, const char *names) {
  if (names == NULL) return call->group == files;
  const size_t length = strlen(call->name);
  for (const char *name = names; name != NULL;) {
    if (strncmp(name, call->name, length) == 0 && strchr(",", name[length]) != NULL) return true;
    name = strchr(name, ',');
    if (name != NULL) name++;
  }
  return false;
}

/// The file behind a name in /proc; empty where there is none.
static void follow(char target[PATH_MAX], pid_t thread, const char *kind, int descriptor) {
  char link[64];
  if (descriptor < 0) {
    snprintf(link, sizeof link, "/proc/%d/%s", thread, kind);
  } else {
    snprintf(link, sizeof link, "/proc/%d/%s/%d", thread, kind, descriptor);
  }
  const ssize_t length = readlink(link, target, PATH_MAX - 1);
  target[length < 0 ? 0 : length] = 0;
}

/// The text at an address of another process; empty where it cannot be read.
static void read_text(char text[PATH_MAX], pid_t thread, uint64_t address) {
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/mem", thread);
  const int memory = open(name, O_RDONLY | O_CLOEXEC);
  const ssize_t length = memory < 0 ? -1 : pread(memory, text, PATH_MAX - 1, (off_t)address);
  text[length < 0 ? 0 : length] = 0;
  if (memory >= 0) close(memory);
}

static bool is_below(const char *path, const char *folder) {
  if (folder == NULL) return true;
  const size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == 0 || path[length] == '/');
}

/// Appends an absolute path, as far as it can be known.
static bool add(char text[longest_description], const char *start, const char *path,
                const char *folder) {
  char whole[2 * PATH_MAX];
  snprintf(whole, sizeof whole, "%s%s%s", path[0] == '/' ? "" : start,
           path[0] == '/' || path[0] == 0 ? "" : "/", path);
  const size_t length = strlen(text);
  snprintf(text + length, longest_description - length, "%s%s", length > 0 ? " " : "", whole);
  return is_below(whole, folder);
}

static bool add_path(char text[longest_description], pid_t thread, const uint64_t arguments[6],
                     int folder_at, int path_at, const char *folder) {
  char start[PATH_MAX], path[PATH_MAX];
  const int descriptor = folder_at < 0 ? AT_FDCWD : (int)arguments[folder_at];
  if (descriptor == AT_FDCWD) {
    follow(start, thread, "cwd", -1);
  } else {
    follow(start, thread, "fd", descriptor);
  }
  read_text(path, thread, arguments[path_at]);
  return add(text, start, path, folder);
}

bool call_paths(const struct call *call, pid_t thread, const uint64_t arguments[6],
                const char *folder, char text[longest_description]) {
  text[0] = 0;
  bool found = folder == NULL;
  if (call->path >= 0) {
    found |= add_path(text, thread, arguments, call->folder, call->path, folder);
  }
  if (call->other_path >= 0) {
    found |= add_path(text, thread, arguments, call->other_folder, call->other_path, folder);
  }
  if (call->descriptor >= 0) {
    char path[PATH_MAX];
    const int descriptor = (int)arguments[call->descriptor];
    if (descriptor >= 0) {
      follow(path, thread, "fd", descriptor);
      found |= add(text, "", path, folder);
    }
  }
  return found;
}
