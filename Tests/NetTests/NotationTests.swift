import Net
import TestSupport
import Testing

@Suite("A notation")
struct NotationTests {
    /// Texts that look like numbers to some parser and are none here.
    static let oddNumbers = [
        "", " ", "010", "00", "01", "0x1F", "1e3", "1_000", "+5", "-1", "5 ", " 5", "5.0", "١",
        "99999999999999999999", "18446744073709551616", "1\u{0}", "1\n",
    ]

    @Test("of a number is plain decimal and nothing else", arguments: oddNumbers)
    func oddNumber(text: String) {
        #expect(throws: NotationError.self) { try VLANID(text) }
        #expect(throws: NotationError.self) { try VNI(text) }
        #expect(throws: NotationError.self) { try ASN(text) }
        #expect(throws: NotationError.self) { try RouteTarget("\(text):1") }
        #expect(throws: NotationError.self) { try RouteTarget("64900:\(text)") }
        #expect(throws: NotationError.self) { try RouteDistinguisher("192.0.2.1:\(text)") }
        #expect(throws: NotationError.self) { try ServicePort("tcp/\(text)") }
        #expect(throws: NotationError.self) { try ServicePort("tcp/1-\(text)") }
        #expect(throws: NotationError.self) { try IPv4Address("\(text).0.2.1") }
        #expect(throws: NotationError.self) { try IPv4Address("192.0.2.\(text)") }
        #expect(throws: NotationError.self) { try IPPrefix("0.0.0.0/\(text)") }
        #expect(throws: NotationError.self) { try IPPrefix("::/\(text)") }
    }

    @Test(
        "of a VLAN ID holds 1 to 4094",
        arguments: [(0, false), (1, true), (4094, true), (4095, false), (65535, false)])
    func vlan(value: UInt16, isValid: Bool) {
        #expect((VLANID(rawValue: value) != nil) == isValid)
        #expect((try? VLANID(String(value)))?.rawValue == (isValid ? value : nil))
    }

    @Test(
        "of a VNI holds 1 to 16777215",
        arguments: [(0, false), (1, true), (16_777_215, true), (16_777_216, false)])
    func vni(value: UInt32, isValid: Bool) {
        #expect((VNI(rawValue: value) != nil) == isValid)
        #expect((try? VNI(String(value)))?.rawValue == (isValid ? value : nil))
    }

    @Test(
        "of an AS number leaves out the reserved ones",
        arguments: [
            (0, false), (1, true), (23455, true), (23456, false), (23457, true), (65534, true),
            (65535, false), (65536, true), (4_294_967_294, true), (4_294_967_295, false),
        ])
    func asn(value: UInt32, isValid: Bool) {
        #expect((ASN(rawValue: value) != nil) == isValid)
        #expect((try? ASN(String(value)))?.rawValue == (isValid ? value : nil))
    }

    @Test("of an AS number with AS before it gets the bare number as a hint")
    func asnHint() {
        #expect(
            throws: NotationError(
                expected: "an AS number from 1 to 4294967294", suggestion: "64500")
        ) {
            try ASN("AS64500")
        }
    }

    @Test(
        "of a route target has a 16-bit administrator that is not zero",
        arguments: [
            "70000:1", "65000:-1", "0:1", "65000:4294967296", "65000", "1:2:3", ":1", "1:",
            "65000:1 ", "192.0.2.1:1", "10.5:1",
        ])
    func routeTarget(text: String) {
        #expect(throws: NotationError.self) { try RouteTarget(text) }
    }

    @Test(
        "of a service is any, icmp, or a protocol with ports from 1",
        arguments: [
            "", "tcp", "tcp/", "/443", "tcp/0", "tcp/443-442", "tcp/1-2-3", "tcp/-5", "tcp/5-",
            "tcp/65536", "TCP/443", "icmp/8", "any/1", "gre/1", "tcp/443/1", "tcp/443-443-443",
        ])
    func service(text: String) {
        #expect(throws: NotationError.self) { try ServicePort(text) }
    }

    @Test(
        "of a MAC address is six pairs with one kind of separator",
        arguments: [
            "", "02:00:5e:00:53", "02:00:5e:00:53:01:02", "2:0:5e:0:53:1", "02-00:5e-00:53-01",
            "0200.5e00.5301", "02005e005301", "02:00:5e:00:53:0g", "02:00:5e:00:53:",
            ":02:00:5e:00:53", "+2:00:5e:00:53:01",
        ])
    func mac(text: String) {
        #expect(throws: NotationError.self) { try MACAddress(text) }
    }

    @Test("is read back from what every value prints", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let word = generator.next()
            let other = generator.next()
            let narrow = UInt16(truncatingIfNeeded: word)
            let middle = UInt32(truncatingIfNeeded: word)
            try returns(IPv4Address(rawValue: middle), IPv4Address.init(_:))
            let zeros = generator.pick(
                [0, 0xffff, 0xffff_0000, 0xffff_0000_0000_ffff, .max] as [UInt64])
            let address = IPv6Address(high: word & zeros, low: other & ~zeros)
            try returns(address, IPv6Address.init(_:))
            try returns(IPAddress.ipv6(address), IPAddress.init(_:))
            let four = IPAddress.ipv4(IPv4Address(rawValue: middle))
            for (ip, width) in [(four, 32), (.ipv6(address), 128)] {
                let length = Int.random(in: 0...width, using: &generator)
                try returns(IPPrefix(containing: ip, length: length), IPPrefix.init(_:))
                try returns(
                    InterfaceAddress(address: ip, length: length), InterfaceAddress.init(_:))
            }
            try returns(MACAddress(rawValue: word >> 16), MACAddress.init(_:))
            if let vlan = VLANID(rawValue: narrow & 0xfff) { try returns(vlan, VLANID.init(_:)) }
            if let vni = VNI(rawValue: middle & 0xff_ffff) { try returns(vni, VNI.init(_:)) }
            if let asn = ASN(rawValue: middle) { try returns(asn, ASN.init(_:)) }
            try returns(
                RouteTarget(administrator: max(1, narrow), number: UInt32(other >> 32)),
                RouteTarget.init(_:))
            try returns(
                RouteDistinguisher(address: IPv4Address(rawValue: middle), index: narrow),
                RouteDistinguisher.init(_:))
            let low = max(1, narrow)
            let ports = low...max(low, UInt16(truncatingIfNeeded: other))
            let service = ServicePort.ports(generator.pick([.tcp, .udp, .sctp]), ports)
            for service in [.any, .icmp, service, .ports(.tcp, low...low)] {
                try returns(service, ServicePort.init(_:))
            }
        }
        func returns<Value: Equatable & CustomStringConvertible>(
            _ value: Value, _ parse: (String) throws -> Value
        ) throws {
            #expect(try parse(value.description) == value, "seed \(seed)")
        }
    }
}

@Suite("A community")
struct CommunityTests {
    @Test(
        "is read in the notation it is printed in",
        arguments: [
            "0:64511", "65535:666", "rt:0:4294967295", "rt:64511:65540", "64511:0:65540",
            "4294967295:1101:13",
        ])
    func notation(text: String) throws {
        #expect("\(try Community(text))" == text)
    }

    @Test(
        "out of range or of another shape is refused",
        arguments: [
            "", "1", "65536:1", "1:65536", "rt:1", "rt:65536:1", "1:2:3:4", "ro:1:2", "-1:2",
        ])
    func refused(text: String) {
        #expect(throws: NotationError.self) { try Community(text) }
    }

    @Test("has the name that IANA gave it")
    func names() throws {
        #expect(try Community("BLACKHOLE") == .standard(65535, 666))
        #expect(try Community("GRACEFUL_SHUTDOWN") == .standard(65535, 0))
    }
}

@Suite("An AS path")
struct ASPathTests {
    @Test(
        "is read in the notation it is printed in",
        arguments: ["", "64496", "64496 64496 65538", "64496 {64499,64500}", "{1} 2 {3,4} 0"])
    func notation(text: String) throws {
        #expect("\(try ASPath(text))" == text)
    }

    @Test(
        "with a number too large, a set within a set or an open one is refused",
        arguments: ["4294967296", "{1", "1}", "{}", "{1 {2}}", "1,2", "x", "1 -2"])
    func refused(text: String) {
        #expect(throws: NotationError.self) { try ASPath(text) }
    }

    @Test("counts a set as one and has no origin where it ends with one")
    func length() throws {
        let path = try ASPath("1 2 {3,4}")
        #expect(path.length == 3)
        #expect(path.numbers == [1, 2, 3, 4])
        #expect(path.first == 1)
        #expect(path.origin == nil)
        #expect(path.hasSet)
        #expect(path.prepending(1, times: 2).description == "1 1 1 2 {3,4}")
    }
}
