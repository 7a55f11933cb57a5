import Diagnostics
import IR
import Net

extension AuditReport {
    /// A diagnostic for each finding, in their order.
    public var diagnostics: [Diagnostic] { findings.map(diagnostic(for:)) }

    /// The finding as a diagnostic: it stands at the line of the topology that it contradicts. What
    /// changes from one capture to the next stands in the notes, so that its fingerprint stays.
    func diagnostic(for finding: Finding) -> Diagnostic {
        let wording = wording(of: finding)
        var notes = [Diagnostic.Note(traffic(of: finding))]
        notes.append(.init("first packet: " + finding.sampleFlow))
        notes += finding.places.map { place in
            .init("seen in " + fabric.name(place), at: fabric.origin(of: place))
        }
        for zone in [finding.source, finding.destination] {
            guard let origin = fabric.origin(of: zone), origin != wording.span else { continue }
            notes.append(.init("\(fabric.name(zone)) is declared here", at: origin))
        }
        if finding.rule == .unintendedFlow { notes.append(contractNote(for: finding)) }
        return Diagnostic(
            finding.rule.code, finding.certainty == .breach ? .error : .warning, wording.message,
            at: wording.span, notes: notes, hint: wording.hint)
    }

    /// `12 packets there and 6 back in 1 flow, 4,321 octets, packets 3 to 40, from … to …`.
    private func traffic(of finding: Finding) -> String {
        let back = finding.backward.packets > 0 ? " there and \(finding.backward.packets) back" : ""
        let packets = finding.forward.packets == 1 && back.isEmpty ? "packet" : "packets"
        let flows = "\(finding.flowsAreCut ? "at least " : "")\(finding.flows)"
        var text = "\(finding.forward.packets) \(packets)\(back) in \(flows) "
        text += finding.flows == 1 ? "flow" : "flows"
        text += ", \(finding.octets) octets, "
        text +=
            finding.first == finding.last
            ? "packet \(reference(finding.first))"
            : "packets \(reference(finding.first)) to \(reference(finding.last))"
        if let first = finding.firstTime, let last = finding.lastTime {
            text += ", \(timestampText(first))"
            if last != first { text += " to \(timestampText(last))" }
        }
        return text
    }

    private func reference(_ packet: PacketReference) -> String {
        captures.count == 1
            ? "\(packet.number)" : "\(packet.number) of \(quoted(captures[packet.capture].name))"
    }

    private func contractNote(for finding: Finding) -> Diagnostic.Note {
        let nearest = fabric.nearestContract(
            from: finding.source, to: finding.destination, finding.service, among: contractsBetween)
        guard let nearest else { return .init("no contract joins the two") }
        let contract = fabric[nearest]
        let ports = contract.ports.map(\.description).joined(separator: ", ")
        return .init(
            "the nearest contract '\(contract.name)' permits \(ports)", at: contract.allowOrigin)
    }
}
