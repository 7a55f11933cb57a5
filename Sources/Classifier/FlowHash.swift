import Net

/// A keyed hash of flow keys: folded products of 64 by 64 bits, as in wyhash (Wang Yi).
///
/// Who does not know the seed cannot choose keys that meet in a table. Nothing that is reported
/// may depend on the seed.
package struct FlowHash: Sendable {
    private let secrets: InlineArray<5, UInt64>

    package init(seed: UInt64) {
        // SplitMix64: neighbouring seeds give unrelated secrets.
        secrets = InlineArray { index in
            var value = seed &+ UInt64(index + 1) &* 0x9e37_79b9_7f4a_7c15
            value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return value ^ value >> 31
        }
    }

    @inline(__always)
    package func callAsFunction(_ key: FlowKey) -> UInt64 {
        let source = Self.fold(key.sourceHigh ^ secrets[0], key.sourceLow ^ secrets[1])
        let destination = Self.fold(
            key.destinationHigh ^ secrets[2], key.destinationLow ^ secrets[3])
        return Self.fold(source ^ key.rest, destination ^ secrets[4])
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
