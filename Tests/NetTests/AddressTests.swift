import Net
import TestSupport
import Testing

@Suite("An address")
struct AddressTests {
    @Test(
        "of IPv4 is four decimals from 0 to 255",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.04", "0x1.2.3.4",
            "1..2.3", ".1.2.3.4", "1.2.3.4.", "1.2.3.-4", " 1.2.3.4", "1.2.3.4/32", "::1",
        ])
    func ipv4Refused(text: String) {
        #expect(throws: NotationError.self) { try IPv4Address(text) }
    }

    @Test(
        "of IPv6 is eight groups, or fewer around one ::",
        arguments: [
            "", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::8:9", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8",
            ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:", ":1::2", "1::2:", "g::", "::ffff:1.2.3.4",
            "::1.2.3.4", "fe80::1%eth0", "[::1]", "::1/128", "1.2.3.4", "::-1", "::+1", "0x1::",
            ":::1", "1:::", "1:::2", "::1::",
        ])
    func ipv6Refused(text: String) {
        #expect(throws: NotationError.self) { try IPv6Address(text) }
    }

    @Test(
        "of IPv6 prints in the form of RFC 5952",
        arguments: [
            ("0:0:0:0:0:0:0:0", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:0:0:0:0:0", "1::"),
            ("2001:0DB8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("0:0:1::", "0:0:1::"),
            ("1:0:0:2:0:0:0:0", "1:0:0:2::"),
            ("::0:0", "::"), ("FE80::ABCD", "fe80::abcd"), ("::ffff:102:304", "::ffff:102:304"),
        ])
    func canonical(text: String, form: String) throws {
        #expect(try IPv6Address(text).description == form)
    }

    @Test("of IPv4 prints without padding")
    func ipv4Form() throws {
        #expect(try IPv4Address("192.0.2.1").rawValue == 0xc000_0201)
        #expect(IPv4Address(rawValue: 0x0a00_00ff).description == "10.0.0.255")
    }

    @Test(
        "knows its scope by its block, to the last address of it",
        arguments: [
            ("169.253.255.255", "", "169.254.0.0", "link"),
            ("169.254.255.255", "link", "169.255.0.0", ""),
            ("fe7f:ffff::", "", "fe80::", "link"), ("febf:ffff::1", "link", "fec0::", ""),
            ("223.255.255.255", "", "224.0.0.0", "group"),
            ("239.255.255.255", "group", "240.0.0.0", ""),
            ("feff::", "", "ff00::", "group"), ("ffff::1", "group", "::", ""),
            ("::fffe:ffff:ffff", "", "::ffff:0:0", "mapped"),
            ("::ffff:ffff:ffff", "mapped", "::1:0:0:0", ""),
        ])
    func scopes(before: String, scope: String, after: String, next: String) throws {
        for (text, scope) in [(before, scope), (after, next)] {
            let address = try IPAddress(text)
            #expect(address.isLinkLocal == (scope == "link"), "\(text)")
            #expect(address.isMulticast == (scope == "group"), "\(text)")
            #expect(address.isIPv4Mapped == (scope == "mapped"), "\(text)")
        }
    }

    @Test("of IPv4 sorts before IPv6, then by its bits")
    func order() throws {
        let sorted = try ["0.0.0.1", "1.0.0.0", "255.255.255.255", "::", "::1", "1::", "ffff::"]
            .map { try IPAddress($0) }
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test("of a station tells a group by the lowest bit of the first octet")
    func groupBit() throws {
        #expect(try MACAddress("01:00:5e:00:00:01").isGroup)
        #expect(try !MACAddress("02-00-5E-00-53-01").isGroup)
        #expect(MACAddress.broadcast.isGroup)
        #expect(try MACAddress("02-00-5E-00-53-01").description == "02:00:5e:00:53:01")
    }
}
