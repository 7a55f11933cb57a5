import Net

/// A hash of flow keys without a seed: the same on every machine and in every version, because parts
/// of an audit that know nothing of each other have to agree on it.
///
/// Words are mixed one after the other with the finaliser of SplitMix64 (Steele, Lea and Flood,
/// 2014), which is a bijection. Whoever knows it can make flows that meet: that moves them to one
/// shard, or makes a finding tell fewer of them apart. No table is probed by it and no verdict depends
/// on it.
enum FixedHash {
    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        var value = word &+ 0x9e37_79b9_7f4a_7c15
        value = (value ^ value &>> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value &>> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value &>> 31
    }

    /// Of a number.
    static func hash(_ number: UInt64) -> UInt64 { mix(number) }

    /// Of a whole key.
    static func hash(_ key: FlowKey) -> UInt64 {
        let source = mix(mix(key.sourceHigh) ^ key.sourceLow)
        let both = mix(mix(source ^ key.destinationHigh) ^ key.destinationLow)
        return mix(both ^ key.rest)
    }

    /// Of the two addresses, the same in both directions.
    static func hash(pairOf key: FlowKey) -> UInt64 {
        let source = mix(mix(key.sourceHigh) ^ key.sourceLow)
        let destination = mix(mix(key.destinationHigh) ^ key.destinationLow)
        let family: UInt64 = key.isIPv6 ? 6 : 4
        return mix(mix(min(source, destination) ^ family) ^ max(source, destination))
    }

    /// Of addresses, protocol and ports, the same in both directions.
    static func hash(connectionOf key: FlowKey) -> UInt64 {
        func end(_ high: UInt64, _ low: UInt64, _ port: UInt16) -> UInt64 {
            mix(mix(mix(high) ^ low) ^ UInt64(port))
        }
        let source = end(key.sourceHigh, key.sourceLow, key.sourcePort)
        let destination = end(key.destinationHigh, key.destinationLow, key.destinationPort)
        let kind = UInt64(key.protocolNumber.rawValue) << 1 | (key.isIPv6 ? 1 : 0)
        return mix(mix(min(source, destination) ^ kind) ^ max(source, destination))
    }
}
