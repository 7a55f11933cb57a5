public import Capture
public import Net

/// Composes frames whose lengths and checksums are right, so that a test says only what is wrong.
///
///     FrameBuilder.ethernet(
///         tags: [.init(protocolIdentifier: 0x8100, control: 10)],
///         FrameBuilder.ip("10.0.0.1", "10.0.0.2", .udp(4000, 53, payload: [1, 2, 3])))
public enum FrameBuilder {
    public static let source = MACAddress(rawValue: 0x0200_5e00_5301)
    public static let destination = MACAddress(rawValue: 0x0200_5e00_5302)

    /// What stands behind a link header: an EtherType and octets.
    public struct Packet: Sendable {
        public var etherType: UInt16
        public var octets: [UInt8]
        public init(etherType: UInt16, octets: [UInt8]) {
            self.etherType = etherType
            self.octets = octets
        }
    }

    public static func ethernet(
        from source: MACAddress = source, to destination: MACAddress = destination,
        tags: [VLANTag] = [], _ packet: Packet
    ) -> [UInt8] {
        var frame = octets(destination) + octets(source)
        for tag in tags { frame += big(tag.protocolIdentifier) + big(tag.control) }
        return frame + big(packet.etherType) + packet.octets
    }

    /// An 802.3 frame: a length and an LLC header in the place of an EtherType.
    public static func llc(_ octets: [UInt8], length: UInt16? = nil) -> Packet {
        Packet(etherType: length ?? UInt16(octets.count), octets: octets)
    }

    /// A packet behind a SNAP header of organisation 00-00-00 (RFC 1042).
    public static func snap(_ packet: Packet) -> Packet {
        llc([0xaa, 0xaa, 3, 0, 0, 0] + big(packet.etherType) + packet.octets)
    }

    public static func arp(
        operation: UInt16 = 1, sender: String, senderMAC: MACAddress = source, target: String
    ) -> Packet {
        let head: [UInt8] = [0, 1, 8, 0, 6, 4]
        let body = octets(senderMAC) + octets(address(sender)) + [0, 0, 0, 0, 0, 0]
        return Packet(
            etherType: 0x0806,
            octets: head + big(operation) + body + octets(address(target)))
    }

    /// A fragment: where its payload belongs, in octets, and whether more follow.
    public struct Fragment: Sendable {
        public var offset: UInt16
        public var more: Bool
        public var identification: UInt32
        public init(offset: UInt16, more: Bool, identification: UInt32 = 0x1234) {
            self.offset = offset
            self.more = more
            self.identification = identification
        }
    }

    /// An IP packet of the family of its addresses. Extension headers are for IPv6 alone, options
    /// for IPv4; a fragment's transport is cut out of the whole by the caller with `.raw`.
    public static func ip(
        _ source: String, _ destination: String, _ transport: Transport, timeToLive: UInt8 = 64,
        options: [UInt8] = [], extensions: [Extension] = [], fragment: Fragment? = nil
    ) -> Packet {
        let from = address(source)
        let to = address(destination)
        let payload = transport.octets(from: from, to: to)
        switch from {
        case .ipv4:
            let words = 5 + options.count / 4
            var header: [UInt8] = [0x40 | UInt8(words), 0]
            header += big(UInt16(words * 4 + payload.count))
            header += big(UInt16(truncatingIfNeeded: fragment?.identification ?? 1))
            header += big((fragment?.offset ?? 0) / 8 | (fragment?.more == true ? 0x2000 : 0))
            header += [timeToLive, transport.protocolNumber, 0, 0]
            header += octets(from) + octets(to) + options
            let sum = big(checksum(header))
            header[10] = sum[0]
            header[11] = sum[1]
            return Packet(etherType: 0x0800, octets: header + payload)
        case .ipv6:
            var chain = extensions
            if let fragment {
                let field = fragment.offset & 0xfff8 | (fragment.more ? 1 : 0)
                chain.append(
                    Extension(number: 44, content: big(field) + big(fragment.identification)))
            }
            var body = payload
            var next = transport.protocolNumber
            for header in chain.reversed() {
                body = header.octets(next: next) + body
                next = header.number
            }
            var header: [UInt8] = [0x60, 0, 0, 0]
            header += big(UInt16(body.count)) + [next, timeToLive]
            return Packet(
                etherType: 0x86dd, octets: header + octets(from) + octets(to) + body)
        }
    }

    /// An IPv6 extension header: its number and what follows its first two octets.
    public struct Extension: Sendable {
        public var number: UInt8
        public var content: [UInt8]

        public init(number: UInt8, content: [UInt8]) {
            self.number = number
            self.content = content
        }

        public static let hopByHop = Extension(number: 0, content: [5, 2, 0, 0, 1, 0])
        public static let routing = Extension(number: 43, content: [0, 0, 0, 0, 0, 0])
        public static let destinationOptions = Extension(number: 60, content: [1, 4, 0, 0, 0, 0])
        public static let authentication = Extension(
            number: 51, content: Array(repeating: 1, count: 22))

        func octets(next: UInt8) -> [UInt8] {
            let length = content.count + 2
            switch number {
            case 44: return [next, 0] + content
            case 51: return [next, UInt8(length / 4 - 2)] + content
            default: return [next, UInt8(length / 8 - 1)] + content
            }
        }
    }

    public static func address(_ text: String) -> IPAddress {
        do {
            return try IPAddress(text)
        } catch {
            preconditionFailure("\(text) is no address: \(error)")
        }
    }

    public static func octets(_ address: MACAddress) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: address.rawValue >> UInt64(40 - 8 * $0)) }
    }

    public static func octets(_ address: IPAddress) -> [UInt8] {
        switch address {
        case .ipv4(let address): big(address.rawValue)
        case .ipv6(let address): big(address.high) + big(address.low)
        }
    }

    /// The octets of an integer in network order.
    public static func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        stride(from: Value.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: value >> Value($0))
        }
    }

    /// The Internet checksum (RFC 1071).
    static func checksum(_ octets: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: octets.count, by: 2) {
            let low = index + 1 < octets.count ? octets[index + 1] : 0
            sum += UInt32(octets[index]) << 8 | UInt32(low)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}
