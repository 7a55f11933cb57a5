/// Which prefix lengths each device has routes of, so that looking for a route tries no others:
/// most devices use a handful.
struct LengthCounts: Sendable {
    /// By device, then length.
    private var counts: [Int32]
    private let lengths: Int
    /// By device, then word: a bit for each length with a count above zero.
    private var bits: [UInt64]
    private let words: Int

    /// - Parameter width: bits of an address.
    init(devices: Int, width: Int) {
        lengths = width + 1
        words = width / 64 + 1
        counts = Array(repeating: 0, count: devices * lengths)
        bits = Array(repeating: 0, count: devices * words)
    }

    /// Counts a route more or less.
    @inline(__always)
    mutating func count(_ length: UInt8, of device: Int32, by step: Int32) {
        let index = Int(device) * lengths + Int(length)
        counts[index] += step
        let bit: UInt64 = 1 << UInt64(length & 63)
        let word = Int(device) * words + Int(length >> 6)
        if counts[index] > 0 { bits[word] |= bit } else { bits[word] &= ~bit }
    }

    /// Calls `body` with each length of a device.
    @inline(__always)
    func forEach(of device: Int32, _ body: (UInt8) -> Void) {
        for word in 0..<words {
            var left = bits[Int(device) * words + word]
            while left != 0 {
                body(UInt8(truncatingIfNeeded: word << 6 | left.trailingZeroBitCount))
                left &= left &- 1
            }
        }
    }
}
