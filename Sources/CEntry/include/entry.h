#ifndef SKEIN_ENTRY_H
#define SKEIN_ENTRY_H

// The arguments that the program was started with, as the system gave them: Swift on Linux reads them
// from /proc, which need not be there, and repairs what is not UTF-8.

// How many there are, the program's name included; 0 where the C library does not tell.
int skein_argument_count(void);

// One of them, which lives as long as the process.
const char *skein_argument(int index);

// The commit that the program was built from, as git describes it; null where the build was not told.
const char *skein_commit(void);

#endif
