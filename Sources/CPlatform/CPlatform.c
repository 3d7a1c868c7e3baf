// The target is header-only; the build system wants one file to compile.
#include "CPlatform.h"
