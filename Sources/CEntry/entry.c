// Any header of the C library says which one it is.
#include <limits.h>

#include "entry.h"

static int count = 0;
static char **values = 0;

// glibc and Apple's dyld call constructors with the arguments of main.
#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  values = argv;
}
#endif

int skein_argument_count(void) { return count; }

const char *skein_argument(int index) { return values[index]; }

// SKEIN_COMMIT is a word, since a string would have to survive the quotes of every build system.
#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

const char *skein_commit(void) {
#ifdef SKEIN_COMMIT
  return TEXT(SKEIN_COMMIT);
#else
  return 0;
#endif
}
