// A bridge to one MPI library: `make mpi` compiles it with that library's mpicc.
//
// Messages go from each rank to each other one, and no collective operation of the library is used: who is
// waited for is then known, so that a rank that is frozen or cut off can be named.

#include "../include/CMPI.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The most bytes of a message, whose count is a 32-bit number.
static const long longest = 1L << 30;

// The messages of an exchange: those that come, and behind them those that go.
static MPI_Request *requests;
static int *peers;
static int *ready;
static int room;

static int start(void) {
  int provided = MPI_THREAD_SINGLE;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return 0;
  return provided >= MPI_THREAD_SERIALIZED;
}

static int rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static int size(void) {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

static void nap(long nanoseconds) {
  struct timespec time = {0, nanoseconds};
  nanosleep(&time, NULL);
}

// Others that share the processor go first; after 5 ms, which is longer than ranks of a step differ, it sleeps.
static void pause_after(double waited) {
  if (waited < 0.005) {
    sched_yield();
  } else {
    nap(waited < 1 ? 50000 : 1000000);
  }
}

static void reserve(int count) {
  if (count <= room) return;
  requests = realloc(requests, (size_t)count * sizeof *requests);
  peers = realloc(peers, (size_t)count * sizeof *peers);
  ready = realloc(ready, (size_t)count * sizeof *ready);
  if (requests == NULL || peers == NULL || ready == NULL) MPI_Abort(MPI_COMM_WORLD, 1);
  room = count;
}

static long pieces(long bytes) { return (bytes + longest - 1) / longest; }

static int wait_for(int count, double patience) {
  double last = MPI_Wtime();
  for (int left = count; left > 0;) {
    int done = 0;
    MPI_Testsome(count, requests, &done, ready, MPI_STATUSES_IGNORE);
    double now = MPI_Wtime();
    if (done > 0) {
      left -= done;
      last = now;
      continue;
    }
    if (patience > 0 && now - last > patience) {
      for (int index = 0; index < count; index++) {
        if (requests[index] != MPI_REQUEST_NULL) return peers[index];
      }
    }
    pause_after(now - last);
  }
  return -1;
}

static int exchange(const void *const *gives, const long *giving, void *const *takes, const long *taking,
                    double patience) {
  const int self = rank(), ranks = size();
  long messages = 0;
  for (int peer = 0; peer < ranks; peer++) {
    if (peer != self) messages += pieces(giving[peer]) + pieces(taking[peer]);
  }
  reserve((int)messages);
  int used = 0;
  for (int step = 1; step < ranks; step++) {
    const int peer = (self + ranks - step) % ranks;
    for (long done = 0; done < taking[peer]; done += longest) {
      const long bytes = taking[peer] - done < longest ? taking[peer] - done : longest;
      peers[used] = peer;
      MPI_Irecv((char *)takes[peer] + done, (int)bytes, MPI_BYTE, peer, 0, MPI_COMM_WORLD, &requests[used++]);
    }
  }
  // Each begins with its neighbour, so that not all send to the same one first.
  for (int step = 1; step < ranks; step++) {
    const int peer = (self + step) % ranks;
    for (long done = 0; done < giving[peer]; done += longest) {
      const long bytes = giving[peer] - done < longest ? giving[peer] - done : longest;
      peers[used] = peer;
      MPI_Isend((const char *)gives[peer] + done, (int)bytes, MPI_BYTE, peer, 0, MPI_COMM_WORLD,
                &requests[used++]);
    }
  }
  return wait_for(used, patience);
}

static void finish(void) {
  MPI_Request request;
  int is_done = 0;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  for (;;) {
    MPI_Test(&request, &is_done, MPI_STATUS_IGNORE);
    if (is_done) break;
    nap(5000000);
  }
  MPI_Finalize();
}

static void abort_(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

static void library(char *text, int size) {
  char whole[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  MPI_Get_library_version(whole, &length);
  whole[strcspn(whole, "\n,")] = 0;
  strncpy(text, whole, (size_t)size - 1);
  text[size - 1] = 0;
}

const struct skein_mpi_bridge *skein_mpi_bridge(void) {
  static const struct skein_mpi_bridge bridge = {
      SKEIN_MPI_BRIDGE_VERSION, start, rank, size, exchange, finish, abort_, library};
  return &bridge;
}
