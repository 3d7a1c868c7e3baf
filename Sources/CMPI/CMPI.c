#include "CMPI.h"

#include <dlfcn.h>
#include <stddef.h>

// Written once, before there is a second thread that asks.
static const struct skein_mpi_bridge *bridge;

const char *skein_mpi_open(const char *path) {
  // Open MPI's own plugins look for its symbols among those of the whole program.
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) return dlerror();
  void *symbol = dlsym(library, "skein_mpi_bridge");
  if (symbol == NULL) return dlerror();
  const struct skein_mpi_bridge *(*function)(void) = (const struct skein_mpi_bridge *(*)(void))symbol;
  const struct skein_mpi_bridge *found = function();
  if (found == NULL || found->version != SKEIN_MPI_BRIDGE_VERSION) return "it was made for another version";
  bridge = found;
  return NULL;
}

int skein_mpi_start(void) { return bridge->start(); }
int skein_mpi_rank(void) { return bridge->rank(); }
int skein_mpi_size(void) { return bridge->size(); }
int skein_mpi_exchange(const void *const *gives, const long *giving, void *const *takes, const long *taking,
                       double patience) {
  return bridge->exchange(gives, giving, takes, taking, patience);
}
void skein_mpi_finish(void) { bridge->finish(); }
void skein_mpi_abort(int code) { bridge->abort(code); }
void skein_mpi_library(char *text, int size) { bridge->library(text, size); }
