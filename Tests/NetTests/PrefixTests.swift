import Net
import TestSupport
import Testing

@Suite("A prefix")
struct PrefixTests {
    @Test(
        "of IPv4 contains an address exactly when their first `length` bits agree",
        arguments: 0...32)
    func ipv4Containment(length: Int) { checkContainment(.ipv4, length) }

    @Test(
        "of IPv6 contains an address exactly when their first `length` bits agree",
        arguments: 0...128)
    func ipv6Containment(length: Int) { checkContainment(.ipv6, length) }

    private func checkContainment(_ family: AddressFamily, _ length: Int) {
        let width = family.bitWidth
        var generator = SeededGenerator(seed: UInt64(length))
        for _ in 0..<200 {
            let bits = draw(width, &generator)
            // One bit turned over puts half of the addresses just outside or just inside.
            let flip = UInt128(1) << UInt128(Int.random(in: 0..<width, using: &generator))
            let other = generator.oneIn(4) ? draw(width, &generator) : bits ^ flip
            let prefix = IPPrefix(
                containing: IPAddress(family: family, bits: bits), length: length)
            let agree = (0..<length).allSatisfy { bit in
                (bits >> UInt128(width - 1 - bit) ^ other >> UInt128(width - 1 - bit)) & 1 == 0
            }
            let address = IPAddress(family: family, bits: other)
            #expect(prefix.contains(address) == agree, "\(prefix) \(address)")
            #expect(prefix.contains(prefix.address) && prefix.contains(prefix.lastAddress))
            #expect((prefix.address...prefix.lastAddress).contains(address) == agree)
            let host = IPPrefix(containing: address, length: width)
            #expect(prefix.contains(host) == agree && prefix.overlaps(host) == agree)
            #expect(host.contains(prefix) == (length == width && agree))
        }
    }

    private func draw(_ width: Int, _ generator: inout SeededGenerator) -> UInt128 {
        let bits = UInt128(generator.next()) << 64 | UInt128(generator.next())
        return bits >> UInt128(128 - width)
    }

    @Test("contains nothing of the other family")
    func families() throws {
        #expect(try !IPPrefix("0.0.0.0/0").contains(IPAddress("::")))
        #expect(try !IPPrefix("::/0").contains(IPAddress("0.0.0.0")))
        #expect(try !IPPrefix("::/0").overlaps(IPPrefix("0.0.0.0/0")))
    }

    @Test("with a bit set behind its length is refused, with the prefix that was meant")
    func hostBits() {
        for (text, meant) in [
            ("10.1.2.3/16", "10.1.0.0/16"), ("2001:db8::1/64", "2001:db8::/64"),
            ("0.0.0.1/0", "0.0.0.0/0"), ("192.0.2.1/31", "192.0.2.0/31"), ("::1/127", "::/127"),
        ] {
            let error = #expect(throws: NotationError.self) { try IPPrefix(text) }
            #expect(error?.suggestion == meant)
        }
    }

    @Test(
        "is an address, a slash and a length within the family's width",
        arguments: [
            "", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "/8",
            "10.0.0.0/08", "10.0.0.0/+8", "10.0/8", "10.0.0.0/255.0.0.0", "::/64 ",
        ])
    func refused(text: String) {
        #expect(throws: NotationError.self) { try IPPrefix(text) }
        #expect(throws: NotationError.self) { try InterfaceAddress(text) }
    }

    @Test("gives the address at an index, and none behind its last")
    func indices() throws {
        let subnet = try IPPrefix("192.0.2.0/30")
        #expect(
            try (0..<5).map { subnet.address(at: $0) } == [
                IPAddress("192.0.2.0"), IPAddress("192.0.2.1"), IPAddress("192.0.2.2"),
                IPAddress("192.0.2.3"), nil,
            ])
        let all = try IPPrefix("::/0")
        #expect(all.lastIndex == .max)
        #expect(all.address(at: .max) == all.lastAddress)
        #expect(try IPPrefix("0.0.0.0/0").lastIndex == 0xffff_ffff)
        #expect(try IPPrefix("192.0.2.7/32").lastIndex == 0)
    }

    @Test("of an interface keeps the address and knows the subnet")
    func interface() throws {
        let interface = try InterfaceAddress("192.0.2.129/25")
        #expect(interface.prefix == (try IPPrefix("192.0.2.128/25")))
        #expect(interface.description == "192.0.2.129/25")
    }

    @Test("sorts by family, address, then length")
    func order() throws {
        let sorted = try ["0.0.0.0/0", "0.0.0.0/8", "10.0.0.0/8", "10.0.0.0/9", "::/0", "::/128"]
            .map { try IPPrefix($0) }
        #expect(sorted.reversed().sorted() == sorted)
    }
}
