#ifndef EDGE_ALLOCATION_COUNTER_H
#define EDGE_ALLOCATION_COUNTER_H

/// 0 under AddressSanitizer and ThreadSanitizer, which put themselves in front of the same
/// functions: nothing is counted then.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ER_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef ER_COUNTS_ALLOCATIONS
#define ER_COUNTS_ALLOCATIONS 1
#endif

/// How often the calling thread has asked for heap memory since it started: malloc, calloc,
/// realloc, aligned_alloc and posix_memalign, which this library puts itself in front of (glibc
/// only).
long er_allocations_on_this_thread(void);

#endif
