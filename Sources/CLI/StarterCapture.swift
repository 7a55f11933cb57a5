import Capture

/// What `init --demo` captures in the starter topology, at the port of the health tenant: a name
/// looked up, as a contract permits, and then the planted leak, a connection from the municipality
/// to the database of the health authority, which no contract permits, and its answer.
///
/// All of it is made up; payloads are zeros.
enum StarterCapture {
    static let fileName = "demo.pcapng"

    static var octets: [UInt8] {
        var writer = PcapngWriter(application: "cristallo init --demo")
        let port = writer.addInterface(name: "leaf-1:swp1")
        // 2026-01-01T00:00:00Z, a frame each millisecond.
        var time: Int64 = 1_767_225_600_000_000_000
        for frame in frames {
            writer.append(frame.span.bytes, interface: port, timestamp: time)
            time += 1_000_000
        }
        return writer.octets
    }

    private static var frames: [[UInt8]] {
        let records = Station(mac: [2, 0, 0x5e, 0x10, 2, 0x0a], address: [10, 2, 10, 10])
        let names = Station(mac: gateway, address: [10, 1, 53, 10])
        let desk = Station(mac: gateway, address: [10, 3, 10, 10])
        return [
            udp(from: records, 40_001, to: names, 53, length: 33),
            udp(from: names, 53, to: records, 40_001, length: 61),
            tcp(from: desk, 41_433, to: records, 1433, flags: 0x02, 0, 0),
            tcp(from: records, 1433, to: desk, 41_433, flags: 0x12, 0, 1),
            tcp(from: desk, 41_433, to: records, 1433, flags: 0x10, 1, 1),
            tcp(from: desk, 41_433, to: records, 1433, flags: 0x18, 1, 1, length: 58),
            tcp(from: records, 1433, to: desk, 41_433, flags: 0x18, 1, 59, length: 420),
            udp(from: records, 40_002, to: names, 53, length: 33),
            udp(from: names, 53, to: records, 40_002, length: 61),
        ]
    }

    /// Stations of other segments are seen under the MAC address of the gateway.
    private static let gateway: [UInt8] = [2, 0, 0x5e, 0, 0, 1]

    private struct Station {
        let mac: [UInt8]
        let address: [UInt8]
    }

    // MARK: Headers

    private static func udp(
        from source: Station, _ sourcePort: UInt16, to destination: Station, _ port: UInt16,
        length: Int
    ) -> [UInt8] {
        let total = UInt16(8 + length)
        let header = big(sourcePort) + big(port) + big(total) + [0, 0]
        return frame(
            from: source, to: destination, protocolNumber: 17,
            header + [UInt8](repeating: 0, count: length), checksumAt: 6)
    }

    private static func tcp(
        from source: Station, _ sourcePort: UInt16, to destination: Station, _ port: UInt16,
        flags: UInt8, _ sequence: UInt8, _ acknowledged: UInt8, length: Int = 0
    ) -> [UInt8] {
        let numbers = [0, 0, 0, sequence, 0, 0, 0, acknowledged]
        let header = big(sourcePort) + big(port) + numbers + [0x50, flags, 0x20, 0, 0, 0, 0, 0]
        return frame(
            from: source, to: destination, protocolNumber: 6,
            header + [UInt8](repeating: 0, count: length), checksumAt: 16)
    }

    /// Ethernet and IPv4 (RFC 791) round a segment, whose checksum is put in.
    private static func frame(
        from source: Station, to destination: Station, protocolNumber: UInt8, _ segment: [UInt8],
        checksumAt place: Int
    ) -> [UInt8] {
        let addresses = source.address + destination.address
        var header: [UInt8] = [0x45, 0] + big(UInt16(20 + segment.count))
        header += [0, 0, 0x40, 0, 63, protocolNumber, 0, 0] + addresses
        header.replaceSubrange(10..<12, with: checksum(of: header))
        let pseudoHeader = addresses + [0, protocolNumber] + big(UInt16(segment.count))
        var segment = segment
        segment.replaceSubrange(place..<place + 2, with: checksum(of: pseudoHeader + segment))
        return destination.mac + source.mac + [0x08, 0x00] + header + segment
    }

    /// The Internet checksum (RFC 1071).
    private static func checksum(of octets: [UInt8]) -> [UInt8] {
        var sum: UInt32 = 0
        for (index, octet) in octets.enumerated() {
            sum += index % 2 == 0 ? UInt32(octet) << 8 : UInt32(octet)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return big(~UInt16(sum))
    }

    private static func big(_ value: UInt16) -> [UInt8] {
        [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
    }
}
