import Forwarding
import Net

/// Headers whose every field is in one range: a part of a set, to be shown.
public struct HeaderBox: Hashable, Sendable {
    public let family: AddressFamily
    public let destinations: ClosedRange<UInt128>
    public let sources: ClosedRange<UInt128>
    public let transport: Transport

    /// What of protocols, ports and kinds is in the box.
    public enum Transport: Hashable, Sendable {
        /// Everything that a packet of the family can be, but neighbour discovery perhaps.
        case all
        /// Everything that can answer, or that does not tell.
        case answers
        case ports(
            protocols: ClosedRange<UInt8>, destinations: ClosedRange<UInt16>,
            sources: ClosedRange<UInt16>, PacketKinds)
    }
}

extension HeaderSpace {
    /// Up to `limit` boxes of a set, by destination, source, protocol; and whether they are all of it.
    ///
    /// Protocols are not told one by one where all of them are meant. O(nodes on the way).
    mutating func headerBoxes(
        of set: HeaderSet, _ family: AddressFamily, limit: Int
    ) -> (boxes: [HeaderBox], isAll: Bool) {
        let last: UInt128 = family == .ipv4 ? 0xffff_ffff : .max
        let whole = Whole(self.transport(), in: &self)
        var result: [HeaderBox] = []
        for (destinations, first) in ranges(of: set, .destination, last) {
            for (sources, second) in ranges(of: first, .source, last) {
                for transport in transports(of: second, whole, limit: limit + 1 - result.count) {
                    guard result.count < limit else { return (result, false) }
                    result.append(
                        HeaderBox(
                            family: family, destinations: destinations, sources: sources,
                            transport: transport))
                }
            }
        }
        return (result, true)
    }

    /// Sets below the addresses that have a word of their own.
    private struct Whole {
        let all: Set<HeaderSet>
        let answers: Set<HeaderSet>

        init(_ transport: HeaderSet, in space: inout HeaderSpace) {
            func both(_ kinds: PacketKinds) -> Set<HeaderSet> {
                let kinds = space.set(kinds: kinds)
                return [kinds, space.intersection(transport, kinds)]
            }
            all = both(.all).union(both([.continues, .opens])).union([.all])
            answers = both(.continues)
        }
    }

    /// The ranges of a field that something is in, ascending; what does not ask for the field is one.
    private func ranges(
        of set: HeaderSet, _ field: Field, _ last: UInt128
    ) -> [(ClosedRange<UInt128>, HeaderSet)] {
        guard !set.isEmpty else { return [] }
        guard self.field(of: set) == field else { return [(0...last, set)] }
        var result: [(ClosedRange<UInt128>, HeaderSet)] = []
        var first: UInt128 = 0
        for run in runs(of: set) {
            if first > last { break }
            if run.rest != 0 {
                result.append((first...min(run.last, last), HeaderSet(rawValue: run.rest)))
            }
            first = run.last &+ 1
        }
        return result
    }

    private func transports(
        of set: HeaderSet, _ whole: Whole, limit: Int
    ) -> [HeaderBox.Transport] {
        if whole.all.contains(set) { return [.all] }
        if whole.answers.contains(set) { return [.answers] }
        var result: [HeaderBox.Transport] = []
        for (protocols, first) in ranges(of: set, .protocolNumber, 255) {
            for (destinations, second) in ranges(of: first, .destinationPort, 65_535) {
                for (sources, third) in ranges(of: second, .sourcePort, 65_535) {
                    if result.count >= limit { return result }
                    result.append(
                        .ports(
                            protocols: Self.narrowed(protocols),
                            destinations: Self.narrowed(destinations),
                            sources: Self.narrowed(sources), kinds(of: third)))
                }
            }
        }
        return result
    }

    private static func narrowed<Number: FixedWidthInteger>(
        _ range: ClosedRange<UInt128>
    ) -> ClosedRange<Number> {
        Number(range.lowerBound)...Number(range.upperBound)
    }

    private func kinds(of set: HeaderSet) -> PacketKinds {
        let values: [PacketKinds] = [.continues, .opens, .discovery]
        return ranges(of: set, .kind, 2).reduce(into: []) { result, range in
            for value in range.0.lowerBound...range.0.upperBound {
                result.insert(values[Int(value)])
            }
        }
    }
}

extension HeaderBox: CustomStringConvertible {
    /// `tcp 10.41.10.0/24 > 10.21.10.17:443`, as packets are told.
    public var description: String {
        var result = ""
        var source = text(sources)
        var destination = text(destinations)
        var ending = ""
        switch transport {
        case .all: result = "any"
        case .answers:
            result = "any"
            ending = ", opening nothing"
        case .ports(let protocols, let destinationPorts, let sourcePorts, let kinds):
            result = Self.text(protocols)
            source = text(source, sourcePorts)
            destination = text(destination, destinationPorts)
            if !kinds.contains(.opens), protocols != 17...17 { ending = ", opening nothing" }
            if kinds == .opens { ending = ", opening" }
            if kinds == .discovery { ending = ", discovery" }
        }
        return "\(result) \(source) > \(destination)\(ending)"
    }

    private static func text(_ protocols: ClosedRange<UInt8>) -> String {
        if protocols == 0...255 { return "any" }
        func name(_ number: UInt8) -> String {
            let word = IPProtocol(rawValue: number).description
            return word == "\(number)" ? "protocol \(word)" : word
        }
        return protocols.count == 1
            ? name(protocols.lowerBound)
            : "protocol \(protocols.lowerBound)-\(protocols.upperBound)"
    }

    private func text(_ end: String, _ ports: ClosedRange<UInt16>) -> String {
        guard ports != 0...65_535 else { return end }
        let number =
            ports.count == 1
            ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
        return family == .ipv4 ? "\(end):\(number)" : "[\(end)]:\(number)"
    }

    /// A prefix where the range is one, a single address, or both ends.
    private func text(_ range: ClosedRange<UInt128>) -> String {
        let width = family == .ipv4 ? 32 : 128
        let first = IPAddress(family: family, bits: range.lowerBound)
        let difference = range.lowerBound ^ range.upperBound
        let length = width - (128 - difference.leadingZeroBitCount)
        // A prefix: the ends agree up to its length and are all zeros and all ones behind it.
        if difference & (difference &+ 1) == 0, range.lowerBound & difference == 0 {
            if length == 0 { return "any" }
            return length == width ? first.description : "\(first)/\(length)"
        }
        return "\(first)-\(IPAddress(family: family, bits: range.upperBound))"
    }
}
