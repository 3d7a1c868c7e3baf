#include <hwloc.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

// Takes the variables whose names begin with `prefix`, but for the one `kept`, out of the environment,
// until `skein_restore_environment` gets what this gave back; NULL, and nothing is changed, without
// memory. The strings stay where they are, so whoever reads the environment meanwhile finds the others.
static inline char **skein_hide_variables(const char *prefix, const char *kept) {
  size_t count = 0;
  while (environ != NULL && environ[count] != NULL) count++;
  // What was there, the end of both lists, and where the first one was.
  char **rest = (char **)malloc((count + 2) * sizeof *rest);
  if (rest == NULL) return NULL;
  rest[0] = (char *)environ;
  size_t end = 1;
  for (size_t i = 0; i < count; i++) {
    int is_kept = strncmp(environ[i], kept, strlen(kept)) == 0;
    if (is_kept || strncmp(environ[i], prefix, strlen(prefix)) != 0) rest[end++] = environ[i];
  }
  rest[end] = NULL;
  environ = rest + 1;
  return rest;
}

// Does not undo what somebody has made of the environment since.
static inline void skein_restore_environment(char **hidden) {
  if (hidden == NULL) return;
  if (environ == hidden + 1) environ = (char **)hidden[0];
  // Another thread may still read the list, so it stays.
}
