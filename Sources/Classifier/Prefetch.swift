// Invariant: a prefetch reads nothing and never faults, whatever the address, so that no index can
// do harm here.

import CPrefetch

extension Span {
    /// Asks the processor for the cache line of an element, which is then read some time later.
    @safe @inline(__always)
    func prefetch(_ index: Int) {
        unsafe withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe cristallo_prefetch(
                UnsafeRawPointer(base) + index &* MemoryLayout<Element>.stride)
        }
    }
}
