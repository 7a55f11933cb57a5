#ifndef CRISTALLO_CPREFETCH_H
#define CRISTALLO_CPREFETCH_H

/// Asks the processor to fetch the cache line of `address` for reading. Any address is allowed:
/// a prefetch never faults.
static inline void cristallo_prefetch(const void *address) {
    __builtin_prefetch(address, 0, 3);
}

/// The same for the eight cache lines from `address` on.
static inline void cristallo_prefetch_lines(const void *address) {
    for (int line = 0; line < 8; line++) __builtin_prefetch((const char *)address + 64 * line, 0, 3);
}

/// Reads the octet at `address`, which must be one of the program's, for nothing but that its page is
/// there afterwards.
static inline void cristallo_touch(const void *address) {
    (void)*(const volatile unsigned char *)address;
}

#endif
