#ifndef CRISTALLO_CPREFETCH_H
#define CRISTALLO_CPREFETCH_H

/// Asks the processor to fetch the cache line of `address` for reading. Any address is allowed:
/// a prefetch never faults.
static inline void cristallo_prefetch(const void *address) {
    __builtin_prefetch(address, 0, 3);
}

#endif
