// What Skein asks of an MPI library.
//
// Handles and constants differ from one library to the other, so each has a bridge: Bridge/bridge.c, compiled
// with its own mpicc into a shared library of a page. The program opens the one that its launcher speaks, and
// is linked with none.

#ifndef SKEIN_CMPI_H
#define SKEIN_CMPI_H

// Told by a bridge; one of another version is refused.
#define SKEIN_MPI_BRIDGE_VERSION 1

struct skein_mpi_bridge {
  int version;
  // Whether the library lets one thread at a time call it, whichever that is.
  int (*start)(void);
  int (*rank)(void);
  int (*size)(void);
  // Sends giving[r] bytes to each other rank r and waits for taking[r] of it; no message where there are none.
  // Returns -1, or a rank that is waited for after `patience` seconds without a message; 0 waits for ever.
  int (*exchange)(const void *const *gives, const long *giving, void *const *takes, const long *taking,
                  double patience);
  // Waits, asleep, until all ranks have come to it.
  void (*finish)(void);
  // Ends all ranks.
  void (*abort)(int code);
  // The library's name and version, cut to `size` bytes with the zero at its end.
  void (*library)(char *text, int size);
};

// The one function of a bridge that is looked up by its name.
const struct skein_mpi_bridge *skein_mpi_bridge(void);

// Opens a bridge; returns null, or why it cannot be used. Before all that follows.
const char *skein_mpi_open(const char *path);

int skein_mpi_start(void);
int skein_mpi_rank(void);
int skein_mpi_size(void);
int skein_mpi_exchange(const void *const *gives, const long *giving, void *const *takes, const long *taking,
                       double patience);
void skein_mpi_finish(void);
void skein_mpi_abort(int code);
void skein_mpi_library(char *text, int size);

#endif
