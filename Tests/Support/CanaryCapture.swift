import Capture
public import IR

/// A capture of a fabric in which everything that is no header is a canary: TCP, UDP, SCTP, ICMP and
/// other payloads, inside and outside VXLAN, fragments, layer-2 control, padding. What it finds its
/// way into has kept somebody's payload.
public enum CanaryCapture {
    public static let canary = "CANARY-0123456789ABCDEF-"

    public static func octets(_ fabric: Fabric, seed: UInt64, frames count: Int) -> [UInt8] {
        let payload = Array(repeatElement(canary, count: 5).joined().utf8)
        var traffic = FabricTraffic(fabric, seed: seed)
        traffic.payload = payload
        var writer = PcapngWriter(application: "canary")
        let interface = writer.addInterface(name: nil)
        for index in 0..<count {
            let frame =
                index % 16 == 0
                ? FrameBuilder.ethernet(.init(etherType: 0x88cc, octets: payload))
                : traffic.anyFrame()
            // Padding behind the packet.
            let octets = frame + payload
            writer.append(
                octets.span.bytes, interface: interface, timestamp: 1_000_000_000 + Int64(index))
        }
        return writer.octets
    }

    /// Whether the canary, or the greater part of one, is among the octets.
    public static func isIn(_ octets: [UInt8]) -> Bool {
        let needle = Array(canary.utf8.prefix(12))
        guard octets.count >= needle.count else { return false }
        return (0...octets.count - needle.count).contains {
            octets[$0] == needle[0] && octets[$0..<$0 + needle.count].elementsEqual(needle)
        }
    }
}
