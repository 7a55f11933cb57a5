import Capture
import Net

/// The ports of first fragments, for the fragments that follow.
///
/// Later fragments carry no transport header (RFC 791, 3.2; RFC 8200, 4.5); source, destination,
/// protocol and identification tell which packet they belong to. Nothing is put together.
///
/// A first fragment counts for later ones that stand at most `reach` octets behind it in the file. So
/// the answer for a fragment depends on the file before it alone and on no more of it than that, and a
/// part of a file can be audited without what lies farther back. The reach bounds memory, too: a first
/// fragment takes 58 octets of a file, so at most some 72,000 of them are remembered.
struct FragmentMemory {
    /// In octets of the capture file. Hosts send the fragments of a packet back to back: this leaves
    /// room for what a busy link mixes in between.
    static let defaultReach = 4 << 20
    let reach: Int

    private struct FirstFragment {
        /// The last word of its key.
        let rest: UInt64
        let position: Int
    }

    private var firsts: [FragmentedPacket: FirstFragment] = [:]
    /// Packets with the positions of their first fragments, ascending; those before `oldest` are gone.
    private var queue: [(packet: FragmentedPacket, position: Int)] = []
    private var oldest = 0
    /// What positions count from, in octets of the file.
    var origin = 0

    init(reach: Int = defaultReach) { self.reach = reach }

    /// - Parameters:
    ///   - key: of a first fragment, with its ports.
    ///   - offset: of its frame from `origin`, not before that of any other so far.
    mutating func remember(_ key: FlowKey, of packet: FragmentedPacket, at offset: Int) {
        let position = origin + offset
        forget(before: position - reach)
        firsts[packet] = FirstFragment(rest: key.rest, position: position)
        queue.append((packet, position))
    }

    /// The key of a later fragment with the ports of its first one; nil where that was not seen within
    /// reach.
    func completed(_ key: FlowKey, of packet: FragmentedPacket, at offset: Int) -> FlowKey? {
        let position = origin + offset
        guard let first = firsts[packet], first.position >= position - reach else {
            return nil
        }
        var result = key
        result.rest = first.rest
        return result
    }

    private mutating func forget(before position: Int) {
        while oldest < queue.count, queue[oldest].position < position {
            let (packet, place) = queue[oldest]
            // A later first fragment of the same packet may have taken its place.
            if firsts[packet]?.position == place { firsts[packet] = nil }
            oldest += 1
        }
        if oldest > queue.count / 2 {
            queue.removeFirst(oldest)
            oldest = 0
        }
    }

    /// Forgets all: identifications of another capture mean nothing here.
    mutating func clear() {
        firsts.removeAll(keepingCapacity: true)
        queue.removeAll(keepingCapacity: true)
        oldest = 0
    }
}

/// What tells which packet a fragment is of.
struct FragmentedPacket: Hashable {
    /// Without ports, with the identification in their place.
    private let key: FlowKey
    /// The two ends of the tunnel that it is in, where it is in one of somebody's own. Fragments are not
    /// looked for in other tunnels: those may be judged in another shard.
    private let tunnel: UInt64

    /// - Parameters:
    ///   - protocolNumber: as in `DecodedFrame.protocolOfFragments`; that of the key where it is nil.
    ///   - around: the packet that the fragment is in, where it is in one.
    init(
        _ key: FlowKey, _ protocolNumber: IPProtocol? = nil, identification: UInt32,
        in around: FlowKey?
    ) {
        self.key = FlowKey(
            sourceHigh: key.sourceHigh, sourceLow: key.sourceLow,
            destinationHigh: key.destinationHigh, destinationLow: key.destinationLow,
            sourcePort: UInt16(truncatingIfNeeded: identification >> 16),
            destinationPort: UInt16(truncatingIfNeeded: identification),
            protocolNumber: (protocolNumber ?? key.protocolNumber).rawValue,
            flags: key.flags.intersection(.ipv6), context: key.context)
        tunnel = around.map { FixedHash.hash(pairOf: $0) } ?? 0
    }
}

extension DecodedFrame {
    /// Of a fragment: the protocol that tells packets of one identification apart. In IPv4 that is the
    /// one of the IP header (RFC 791, 3.2), not of what is behind an authentication header. In IPv6
    /// there is none: fragments of one packet may name different next headers, of which the first
    /// one's counts (RFC 8200, 4.5).
    var protocolOfFragments: IPProtocol {
        if key.isIPv6 { return IPProtocol(rawValue: 0) }
        return flags.contains(.authenticated)
            ? .authenticationHeader : key.protocolNumber
    }
}
