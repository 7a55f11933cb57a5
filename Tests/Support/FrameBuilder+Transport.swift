public import Net

extension FrameBuilder {
    /// What an IP packet carries.
    public enum Transport: Sendable {
        /// Ports, the flag bits (SYN 0x02, ACK 0x10 …), payload.
        case tcp(UInt16, UInt16, flags: UInt8 = 0x10, payload: [UInt8] = [])
        case udp(UInt16, UInt16, payload: [UInt8] = [])
        case sctp(UInt16, UInt16, payload: [UInt8] = [])
        /// ICMP or, between IPv6 addresses, ICMPv6.
        case icmp(type: UInt8, code: UInt8 = 0, payload: [UInt8] = [], ipv6: Bool = false)
        /// A frame in VXLAN; `flags` is the first octet of its header.
        case vxlan(
            vni: UInt32, frame: [UInt8], flags: UInt8 = 0x08, port: UInt16 = 4789,
            sourcePort: UInt16 = 49_152)
        /// Any protocol number and the octets behind the IP header.
        case raw(UInt8, [UInt8])

        public var protocolNumber: UInt8 {
            switch self {
            case .tcp: 6
            case .udp, .vxlan: 17
            case .sctp: 132
            case .icmp(_, _, _, let ipv6): ipv6 ? 58 : 1
            case .raw(let number, _): number
            }
        }

        /// The same with more octets at its end; a frame in VXLAN stays as it is.
        public func carrying(_ more: [UInt8]) -> Transport {
            switch self {
            case .tcp(let from, let to, let flags, let payload):
                .tcp(from, to, flags: flags, payload: payload + more)
            case .udp(let from, let to, let payload): .udp(from, to, payload: payload + more)
            case .sctp(let from, let to, let payload): .sctp(from, to, payload: payload + more)
            case .icmp(let type, let code, let payload, let ipv6):
                .icmp(type: type, code: code, payload: payload + more, ipv6: ipv6)
            case .vxlan: self
            case .raw(let number, let octets): .raw(number, octets + more)
            }
        }

        /// Header and payload, with the checksum for packets between the two addresses.
        public func octets(from source: IPAddress, to destination: IPAddress) -> [UInt8] {
            func summed(_ octets: [UInt8], at position: Int) -> [UInt8] {
                var pseudo = FrameBuilder.octets(source) + FrameBuilder.octets(destination)
                pseudo += big(UInt32(octets.count)) + [0, 0, 0, protocolNumber]
                var result = octets
                let sum = big(checksum(pseudo + octets))
                result[position] = sum[0]
                result[position + 1] = sum[1]
                return result
            }
            switch self {
            case .tcp(let from, let to, let flags, let payload):
                let ports = big(from) + big(to)
                let rest: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0]
                return summed(ports + rest + payload, at: 16)
            case .udp(let from, let to, let payload):
                let header = big(from) + big(to) + big(UInt16(8 + payload.count))
                return summed(header + [0, 0] + payload, at: 6)
            case .sctp(let from, let to, let payload):
                return big(from) + big(to) + [0, 0, 0, 1, 0, 0, 0, 0] + payload
            case .icmp(let type, let code, let payload, let ipv6):
                let message = [type, code, 0, 0, 0, 1, 0, 1] + payload
                if ipv6 { return summed(message, at: 2) }
                let sum = big(checksum(message))
                return [type, code] + sum + message[4...]
            case .vxlan(let vni, let frame, let flags, let port, let sourcePort):
                let header: [UInt8] = [flags, 0, 0, 0] + big(vni << 8)
                return Transport.udp(sourcePort, port, payload: header + frame)
                    .octets(from: source, to: destination)
            case .raw(_, let octets): return octets
            }
        }
    }
}
