internal import CPrefetch

extension RawSpan {
    /// How far ahead of the cursor the reader asks for memory.
    static var prefetchDistance: Int { 4096 }

    /// Asks for every cache line from `position` to `prefetchDistance` octets after `cursor`, and
    /// moves `position` there.
    ///
    /// Every line, not one line per packet: where the next records begin is not known before this
    /// one has arrived.
    @inline(__always)
    func prefetch(ahead cursor: Int, from position: inout Int) {
        let limit = min(cursor &+ Self.prefetchDistance, byteCount)
        guard position < limit else { return }
        // The addresses lie inside the span, and a prefetch reads nothing into the program.
        unsafe withUnsafeBytes { octets in
            guard let base = octets.baseAddress else { return }
            while position < limit {
                unsafe cristallo_prefetch(base + position)
                position &+= 64
            }
        }
    }
}
