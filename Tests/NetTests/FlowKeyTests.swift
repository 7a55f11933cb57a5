import Net
import TestSupport
import Testing

@Suite("A flow key")
struct FlowKeyTests {
    @Test(
        "gives back every field it was made of, and reversed with the sides exchanged",
        arguments: 0..<200 as Range<UInt64>)
    func fields(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let family: AddressFamily = generator.oneIn(2) ? .ipv4 : .ipv6
        let words = (0..<4).map { _ in UInt128(generator.next()) }
        let source = IPAddress(family: family, bits: words[0] << 64 | words[1])
        let destination = IPAddress(family: family, bits: words[2] << 64 | words[3])
        let number = IPProtocol(rawValue: .random(in: 0...255, using: &generator))
        let ports = (0..<2).map { _ in UInt16.random(in: 0...UInt16.max, using: &generator) }
        let context = UInt16.random(in: 0...UInt16.max, using: &generator)
        // The flag of the family is the addresses' business, whatever the caller says.
        let flags = FlowKey.Flags(rawValue: .random(in: 0...7, using: &generator))
        let key = FlowKey(
            source: source, destination: destination, protocolNumber: number,
            sourcePort: ports[0], destinationPort: ports[1], flags: flags, context: context)
        #expect(key.source == source && key.destination == destination, "seed \(seed)")
        #expect(key.protocolNumber == number && key.context == context)
        #expect(key.sourcePort == ports[0] && key.destinationPort == ports[1])
        #expect(key.isIPv6 == (family == .ipv6) && key.flags.contains(.ipv6) == key.isIPv6)
        #expect(key.flags.contains(.opens) == flags.contains(.opens))
        #expect(key.flags.contains(.portsUnknown) == flags.contains(.portsUnknown))

        let reversed = key.reversed
        #expect(reversed.source == destination && reversed.destination == source)
        #expect(reversed.sourcePort == ports[1] && reversed.destinationPort == ports[0])
        #expect(reversed.protocolNumber == number && reversed.context == context)
        #expect(reversed.flags == key.flags && reversed.reversed == key)

        var moved = key
        moved.context = ~context
        #expect(moved.context == ~context && moved.protocolNumber == number)
        moved.context = context
        #expect(moved == key)
    }

    @Test("of IPv4-mapped IPv6 addresses never equals one of IPv4")
    func mapped() throws {
        let four = FlowKey(
            source: try IPAddress("0.0.0.1"), destination: try IPAddress("0.0.0.2"),
            protocolNumber: .udp)
        let six = FlowKey(
            source: try IPAddress("::1"), destination: try IPAddress("::2"), protocolNumber: .udp)
        #expect(four != six)
    }

    @Test("fills five words and no more")
    func size() {
        #expect(MemoryLayout<FlowKey>.size == 40 && MemoryLayout<FlowKey>.stride == 40)
    }
}

@Suite("A match")
struct MatchTests {
    /// A key that the match contains; each test then changes one thing.
    private func inside(
        source: String = "10.0.0.1", destination: String = "10.1.0.1",
        number: IPProtocol = .tcp, sourcePort: UInt16 = 2000, destinationPort: UInt16 = 443,
        flags: FlowKey.Flags = [], context: UInt16 = 7
    ) throws -> FlowKey {
        FlowKey(
            source: try IPAddress(source), destination: try IPAddress(destination),
            protocolNumber: number, sourcePort: sourcePort, destinationPort: destinationPort,
            flags: flags, context: context)
    }

    private func match() throws -> Match {
        Match(
            source: try IPPrefix("10.0.0.0/24"), destination: try IPPrefix("10.1.0.0/31"),
            protocolNumber: .tcp, sourcePorts: 2000...2999, destinationPorts: 443...443,
            context: 7)
    }

    @Test("contains a key that is inside in every field")
    func contained() throws {
        let match = try match()
        #expect(match.contains(try inside()))
        #expect(match.contains(try inside(source: "10.0.0.255", sourcePort: 2999, flags: .opens)))
        #expect(match.contains(try inside(source: "10.0.0.0", destination: "10.1.0.0")))
    }

    @Test("contains no key that is outside in one field")
    func outside() throws {
        let match = try match()
        for key in [
            try inside(source: "10.0.1.0"), try inside(source: "9.255.255.255"),
            try inside(destination: "10.1.0.2"), try inside(destination: "10.0.255.255"),
            try inside(number: .udp), try inside(sourcePort: 1999), try inside(sourcePort: 3000),
            try inside(destinationPort: 442), try inside(destinationPort: 444),
            try inside(context: 6), try inside(context: 0), try inside(flags: .portsUnknown),
            try inside(source: "::a00:1", destination: "::a01:1"), try inside().reversed,
        ] {
            #expect(!match.contains(key), "\(key)")
        }
    }

    @Test("of all ports contains keys whose ports are unknown; one that names ports does not")
    func unknownPorts() throws {
        var match = try match()
        let key = try inside(sourcePort: 0, destinationPort: 0, flags: .portsUnknown)
        match.sourcePorts = 0...UInt16.max
        #expect(!match.contains(key))
        match.destinationPorts = 1...UInt16.max
        #expect(!match.contains(key))
        match.destinationPorts = 0...UInt16.max
        #expect(match.contains(key))
    }

    @Test("without protocol and context contains every one")
    func wildcards() throws {
        var match = try match()
        match.protocolNumber = nil
        match.context = nil
        #expect(match.contains(try inside(number: .sctp, context: 0)))
        #expect(match.contains(try inside(number: IPProtocol(rawValue: 0), context: 65535)))
    }
}
