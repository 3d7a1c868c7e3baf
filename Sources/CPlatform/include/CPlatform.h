// Vector and processor-control primitives that Swift cannot spell, header-only, and questions to the
// system: how many threads start, what it counts for one, and where pages lie.
//
// Each vector function is one instruction on a processor that has it, and the same IEEE result on
// one that has not. Swift imports `ext_vector_type(N)` of float as `SIMDN<Float>`. Nothing here
// contracts `a * b + c`; only `skein_fma*` fuses.

#ifndef SKEIN_CPLATFORM_H
#define SKEIN_CPLATFORM_H

#include "counters.h"
#include "processor.h"
#include "threads.h"
#include "vectors.h"

#endif
