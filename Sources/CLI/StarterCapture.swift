import Capture
import Net

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
        let records = Station(
            mac: MACAddress(rawValue: 0x0200_5e10_020a), address: 0x0a02_0a0a)
        let names = Station(mac: gateway, address: 0x0a01_350a)
        let desk = Station(mac: gateway, address: 0x0a03_0a0a)
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
    private static let gateway = MACAddress(rawValue: 0x0200_5e00_0001)

    private struct Station {
        let mac: MACAddress
        let address: UInt32
        var ip: IPAddress { .ipv4(IPv4Address(rawValue: address)) }
    }

    // MARK: Headers

    private static func udp(
        from source: Station, _ sourcePort: UInt16, to destination: Station, _ port: UInt16,
        length: Int
    ) -> [UInt8] {
        let total = UInt16(8 + length)
        let header = big(sourcePort) + big(port) + big(total) + [0, 0]
        return frame(
            from: source, to: destination, .udp,
            header + [UInt8](repeating: 0, count: length), checksumAt: 6)
    }

    private static func tcp(
        from source: Station, _ sourcePort: UInt16, to destination: Station, _ port: UInt16,
        flags: UInt8, _ sequence: UInt8, _ acknowledged: UInt8, length: Int = 0
    ) -> [UInt8] {
        let numbers = [0, 0, 0, sequence, 0, 0, 0, acknowledged]
        let header = big(sourcePort) + big(port) + numbers + [0x50, flags, 0x20, 0, 0, 0, 0, 0]
        return frame(
            from: source, to: destination, .tcp,
            header + [UInt8](repeating: 0, count: length), checksumAt: 16)
    }

    private static func frame(
        from source: Station, to destination: Station, _ protocolNumber: IPProtocol,
        _ segment: [UInt8], checksumAt place: Int
    ) -> [UInt8] {
        ComposedFrame.ethernet(
            from: source.mac, to: destination.mac, etherType: 0x0800,
            ComposedFrame.ip(
                from: source.ip, to: destination.ip, protocolNumber, segment, checksumAt: place))
    }

    private static func big(_ value: UInt16) -> [UInt8] { ComposedFrame.big(value) }
}
