import Capture
import Forwarding
import IR
import Net
import Verifier

/// The counterexamples of a proof as a pcapng file: for each the frame that its station would send, on
/// an interface named after the port, with the finding as a comment. A breach of a broadcast domain
/// is shown by a broadcast of the EtherType for experiments (IEEE 802, 9.2.3).
func counterexampleCapture(_ report: ProofReport, gateway: MACAddress) -> [UInt8] {
    var writer = PcapngWriter(application: "cristallo prove")
    var interfaces: [String: Int] = [:]
    for finding in report.proof.findings {
        let example = finding.counterexample
        let name = report.portName(of: example.station)
        let interface = interfaces[name] ?? writer.addInterface(name: name)
        interfaces[name] = interface
        writer.append(
            frame(of: example, to: gateway).span.bytes, interface: interface, timestamp: 0,
            comment: report.title(of: finding))
    }
    return writer.octets
}

private func frame(of example: Counterexample, to gateway: MACAddress) -> [UInt8] {
    let station = MACAddress(rawValue: 0x0200_5e00_5301)
    let tags = example.station.tag.map { [$0.rawValue] } ?? []
    guard let packet = example.packet else {
        let everybody = MACAddress(rawValue: 0xffff_ffff_ffff)
        return ComposedFrame.ethernet(
            from: station, to: everybody, tags: tags, etherType: 0x88b5,
            [UInt8](repeating: 0, count: 46))
    }
    let octets =
        packet.kind == .discovery
        ? ComposedFrame.neighbourAdvertisement(from: packet.source, to: packet.destination)
        : ComposedFrame.packet(
            from: packet.source, packet.sourcePort, to: packet.destination,
            packet.destinationPort, packet.protocolNumber, opens: packet.kind == .opens)
    return ComposedFrame.ethernet(
        from: station, to: gateway, tags: tags,
        etherType: ComposedFrame.etherType(of: packet.family), octets)
}
