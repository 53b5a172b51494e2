#ifndef KERNEL_PEAK_H
#define KERNEL_PEAK_H

#include <stdint.h>

/// Multiplies and adds int8 in registers alone, as fast as this processor can, `rounds` times.
/// - Returns: how many products were added; 0 where it is not known how.
int64_t kernel_peak(int64_t rounds);

#endif
