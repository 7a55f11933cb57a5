import Net

/// The ports of first fragments, for the fragments that follow: a queue of the last ones seen.
///
/// Later fragments carry no transport header (RFC 791, 3.2; RFC 8200, 4.5); source, destination,
/// protocol and identification tell which packet they belong to. Nothing is put together.
struct FragmentMemory {
    static let capacity = 4096

    /// By packet: the last word of the first fragment's key.
    private var ports: [FlowKey: UInt64] = [:]
    private var queue: [FlowKey] = []
    private var oldest = 0

    init() {
        ports.reserveCapacity(Self.capacity)
        queue.reserveCapacity(Self.capacity)
    }

    /// - Parameter key: of a first fragment, with its ports.
    mutating func remember(_ key: FlowKey, identification: UInt32) {
        let packet = Self.packet(key, identification)
        guard ports.updateValue(key.rest, forKey: packet) == nil else { return }
        if queue.count < Self.capacity {
            queue.append(packet)
        } else {
            ports.removeValue(forKey: queue[oldest])
            queue[oldest] = packet
            oldest = (oldest + 1) % Self.capacity
        }
    }

    /// The key of a later fragment with the ports of its first one; nil where that was not seen.
    func completed(_ key: FlowKey, identification: UInt32) -> FlowKey? {
        guard let rest = ports[Self.packet(key, identification)] else { return nil }
        var result = key
        result.rest = rest
        return result
    }

    /// A key without ports, with the identification in their place.
    private static func packet(_ key: FlowKey, _ identification: UInt32) -> FlowKey {
        FlowKey(
            sourceHigh: key.sourceHigh, sourceLow: key.sourceLow,
            destinationHigh: key.destinationHigh, destinationLow: key.destinationLow,
            sourcePort: UInt16(truncatingIfNeeded: identification >> 16),
            destinationPort: UInt16(truncatingIfNeeded: identification),
            protocolNumber: key.protocolNumber.rawValue,
            flags: key.flags.intersection(.ipv6), context: key.context)
    }

    /// Forgets all: identifications of another capture mean nothing here.
    mutating func clear() {
        ports.removeAll(keepingCapacity: true)
        queue.removeAll(keepingCapacity: true)
        oldest = 0
    }
}
