// The functions of CPlatform that are no intrinsics.
#define _GNU_SOURCE
#include "CPlatform.h"

#include <pthread.h>
#include <stdlib.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

static void *wait_at_gate(void *gate) {
  pthread_mutex_lock(gate);
  pthread_mutex_unlock(gate);
  return NULL;
}

int skein_threads_that_start(int wanted) {
  if (wanted <= 0) return 0;
  pthread_t *threads = malloc((size_t)wanted * sizeof *threads);
  if (threads == NULL) return 0;
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  int started = 0;
  pthread_mutex_lock(&gate);
  while (started < wanted &&
         pthread_create(&threads[started], NULL, wait_at_gate, &gate) == 0) {
    started++;
  }
  pthread_mutex_unlock(&gate);
  for (int i = 0; i < started; i++) pthread_join(threads[i], NULL);
  pthread_mutex_destroy(&gate);
  free(threads);
  return started;
}

int skein_page_nodes(void **pages, int count, int *nodes) {
#if defined(__linux__)
  // Without nodes to go to, `move_pages` moves nothing and tells where each page is.
  return syscall(SYS_move_pages, 0, (unsigned long)count, pages, NULL, nodes, 0) == 0 ? 0 : -1;
#else
  (void)pages;
  (void)count;
  (void)nodes;
  return -1;
#endif
}
