#include "counter.h"

#if !ER_COUNTS_ALLOCATIONS

long er_allocations_on_this_thread(void) { return 0; }

#endif
