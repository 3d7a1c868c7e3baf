// What Skein asks of an MPI library. Handles stay in here: their types differ from one library to the other.

#include <mpi.h>
#include <string.h>

// Whether the library lets one thread at a time call it, whichever that is.
static inline int skein_mpi_start(void) {
  int provided = MPI_THREAD_SINGLE;
  int is_started = 0;
  MPI_Initialized(&is_started);
  if (is_started) return 1;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return 0;
  return provided >= MPI_THREAD_SERIALIZED;
}

static inline int skein_mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int skein_mpi_size(void) {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

// Every rank's bytes at all of them: counts[r] of rank r, from places[r] on. An error ends the job.
static inline void skein_mpi_gather(const void *own, void *all, const int *counts,
                                    const int *places) {
  MPI_Allgatherv(own, counts[skein_mpi_rank()], MPI_BYTE, all, counts, places, MPI_BYTE,
                 MPI_COMM_WORLD);
}

static inline void skein_mpi_finish(void) { MPI_Finalize(); }

static inline void skein_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

// The library's name and version: one line, cut to `size` bytes with the zero at its end.
static inline void skein_mpi_version(char *text, int size) {
  char whole[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  MPI_Get_library_version(whole, &length);
  strncpy(text, whole, (size_t)size - 1);
  text[size - 1] = 0;
  text[strcspn(text, "\n,")] = 0;
}
