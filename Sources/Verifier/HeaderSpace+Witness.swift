import Forwarding
import Net

extension HeaderSpace {
    /// Whether a packet is in a set. O(fields x log runs).
    func contains(_ packet: Packet, _ set: HeaderSet) -> Bool {
        let values = Self.values(of: packet)
        var node = set
        while let field = field(of: node) {
            node = rest(of: node, at: values[Int(field.rawValue)])
        }
        return node == .all
    }

    private static func values(of packet: Packet) -> [UInt128] {
        let kind: UInt128 = packet.kind == .continues ? 0 : packet.kind == .opens ? 1 : 2
        return [
            packet.destination.bits, packet.source.bits, UInt128(packet.protocolNumber.rawValue),
            UInt128(packet.destinationPort), UInt128(packet.sourcePort), kind,
        ]
    }

    private func rest(of node: HeaderSet, at value: UInt128) -> HeaderSet {
        let runs = runs(of: node)
        var low = runs.startIndex
        var high = runs.endIndex
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].last < value { low = middle + 1 } else { high = middle }
        }
        return HeaderSet(rawValue: runs[low].rest)
    }

    /// A packet of a set that is not empty: of the preferred values of each field the first that is
    /// in it, else the least.
    func packet(
        of set: HeaderSet, _ family: AddressFamily, preferring: [Field: [UInt128]] = [:]
    ) -> Packet {
        precondition(!set.isEmpty, "an empty set has no packet")
        var values: [Field: UInt128] = [:]
        var node = set
        for field in Field.allCases {
            let wanted = preferring[field] ?? []
            guard self.field(of: node) == field else {
                values[field] = wanted.first ?? Self.usual(field)
                continue
            }
            var value = wanted.first { !rest(of: node, at: $0).isEmpty }
            if value == nil {
                var first: UInt128 = 0
                for run in runs(of: node) {
                    if run.rest != 0 {
                        value = first
                        break
                    }
                    first = run.last &+ 1
                }
            }
            values[field] = value
            node = rest(of: node, at: value ?? 0)
        }
        func number(_ field: Field) -> UInt128 { values[field] ?? 0 }
        let proto = IPProtocol(rawValue: UInt8(truncatingIfNeeded: number(.protocolNumber)))
        let kinds: [PacketKinds] = [.continues, .opens, .discovery]
        return Packet(
            source: IPAddress(family: family, bits: number(.source)),
            destination: IPAddress(family: family, bits: number(.destination)),
            protocolNumber: proto,
            sourcePort: UInt16(truncatingIfNeeded: number(.sourcePort)),
            destinationPort: UInt16(truncatingIfNeeded: number(.destinationPort)),
            kind: kinds[Int(number(.kind))])
    }

    /// What a field holds that does not matter: TCP to SSH from a usual client port.
    private static func usual(_ field: Field) -> UInt128 {
        switch field {
        case .destination, .source: 0
        case .protocolNumber: 6
        case .destinationPort: 22
        case .sourcePort: 49_152
        case .kind: 0
        }
    }

    /// Up to `limit` boxes that together are the set: for each field the range of values.
    func boxes(of set: HeaderSet, limit: Int) -> [[ClosedRange<UInt128>]] {
        var result: [[ClosedRange<UInt128>]] = []
        func walk(_ node: HeaderSet, _ ranges: [ClosedRange<UInt128>]) {
            guard !node.isEmpty, result.count < limit else { return }
            guard ranges.count < Field.allCases.count else {
                result.append(ranges)
                return
            }
            let field = Field.allCases[ranges.count]
            guard self.field(of: node) == field else {
                walk(node, ranges + [0...field.last])
                return
            }
            var first: UInt128 = 0
            for run in runs(of: node) {
                walk(HeaderSet(rawValue: run.rest), ranges + [first...run.last])
                first = run.last &+ 1
            }
        }
        walk(set, [])
        return result
    }
}
