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

    // MARK: What each rule says

    struct Wording {
        let message: String
        let span: SourceSpan?
        let hint: String
    }

    private func wording(of finding: Finding) -> Wording {
        let place = finding.sample.place
        let source = fabric.name(finding.source)
        let destination = fabric.name(finding.destination)
        let service = finding.service.map { " on \($0)" } ?? ""
        let sides = [finding.source, finding.destination]
        switch finding.rule {
        case .unintendedFlow:
            return Wording(
                message: "\(source) reaches \(destination)\(service), and no contract permits it",
                span: fabric.defaultRule(of: sides),
                hint: "find where the two networks meet; if the flow is wanted, write a contract")
        case .guessedTunnel:
            return Wording(
                message:
                    "\(source) seems to reach \(destination)\(service) in a tunnel that is not "
                    + "announced, and no contract permits it",
                span: fabric.defaultRule(of: sides),
                hint: "find the two ends of the tunnel and ask what it is")
        case .foreignAddress:
            return Wording(
                message: "an address of \(source) is in \(fabric.name(place))",
                span: fabric.origin(of: place) ?? fabric.origin(of: finding.source),
                hint: "find the port or the mapping that joins the two networks")
        case .unknownSource:
            return Wording(
                message: "an address of nobody sends in \(fabric.name(place))",
                span: fabric.origin(of: place),
                hint: "find the sender by its MAC address; declare the prefix if it is meant")
        case .unknownTag:
            if let segment = fabric.segment(tagged: finding.subject) {
                return Wording(
                    message:
                        "frames have \(label(finding.subject)) (\(fabric.path(of: segment))) at a "
                        + "port that does not carry it",
                    span: fabric[segment].origin,
                    hint: "remove it from the port, or attach the segment there")
            }
            return Wording(
                message: "frames have \(label(finding.subject)), which no network here has",
                span: nil, hint: "remove it from the port, or declare the segment")
        case .tenantToInfrastructure:
            return Wording(
                message: "\(source) and \(destination) exchange packets\(service)",
                span: sides.filter { fabric.tenant(of: $0) == nil }
                    .compactMap { fabric.origin(of: $0) }.first,
                hint: "no tenant may reach the fabric itself: find the route or the port")
        case .exchangeToTenant:
            return Wording(
                message: "\(source) and \(destination) exchange packets\(service)",
                span: fabric.defaultRule(of: sides) ?? fabric.origin(of: place),
                hint: "find the route or the port that joins the exchange to the network")
        case .foreignVTEP:
            return Wording(
                message: "VXLAN \(label(finding.subject)), which are not both VTEPs",
                span: fabric.infrastructure.first { $0.purpose == .underlay }?.origin,
                hint: "block UDP port 4789 from everywhere but the loopbacks of the leaves")
        case .doubleTag:
            return Wording(
                message: "frames have \(label(finding.subject)) in \(fabric.name(place))",
                span: fabric.origin(of: place),
                hint: "let ports drop frames with a second tag; give trunks no native VLAN")
        case .unknownMAC:
            return Wording(
                message: "\(label(finding.subject)) sends in \(fabric.name(place)) and is bound to "
                    + "no port",
                span: fabric.origin(of: place),
                hint: "bind it to its member's port, or find out whose it is")
        case .foreignARP:
            return Wording(
                message: "ARP in \(fabric.name(place)) speaks for an address of \(source)",
                span: fabric.origin(of: place),
                hint: "find the sender by its MAC address")
        default: return inspectionWording(of: finding)
        }
    }

    func label(_ subject: Finding.Subject) -> String {
        switch subject {
        case .none: ""
        case .vlan(let vlan): "VLAN \(vlan)"
        case .vni(let vni): "VNI \(vni)"
        case .stack(let first?, let second): "VLAN \(first) and a second tag, \(second),"
        case .stack(nil, let second): "VLAN \(second) inside VXLAN"
        case .mac(let mac): "\(mac)"
        case .port(let port): "\(port)"
        case .claim(let address, let mac): "\(mac) \(address)"
        case .control(let spoken, let mac): "\(spoken.rawValue) from \(mac)"
        case .etherType(let type): "EtherType \(String(type, radix: 16))"
        case .tunnel(let source, let destination): "from \(source) to \(destination)"
        }
    }
}
