#ifndef EDGE_ALLOCATION_COUNTER_H
#define EDGE_ALLOCATION_COUNTER_H

/// How often the calling thread has asked for heap memory since it started: malloc, calloc, realloc,
/// aligned_alloc and posix_memalign, which this library puts itself in front of (glibc only).
long er_allocations_on_this_thread(void);

#endif
