import Diagnostics
import IR
import Net

// What each rule says of a finding. One switch over all of them, long and flat: a new rule finds it.

extension AuditReport {
    struct Wording {
        let message: String
        let span: SourceSpan?
        let hint: String
    }

    func wording(of finding: Finding) -> Wording {
        let subject = label(finding.subject)
        let place = fabric.name(finding.sample.place)
        let origin = fabric.origin(of: finding.sample.place)
        let source = fabric.name(finding.source)
        let destination = fabric.name(finding.destination)
        let service = finding.service.map { " on \($0)" } ?? ""
        let sides = [finding.source, finding.destination]
        /// At the place where the finding was made.
        func say(_ message: String, _ hint: String) -> Wording {
            Wording(message: message, span: origin, hint: hint)
        }
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
                message: "an address of \(source) is in \(place)",
                span: origin ?? fabric.origin(of: finding.source),
                hint: "find the port or the mapping that joins the two networks")
        case .unknownSource:
            return Wording(
                message: "an address of nobody sends in \(place)",
                span: origin,
                hint: "find the sender by its MAC address; declare the prefix if it is meant")
        case .unknownTag:
            if let segment = fabric.segment(tagged: finding.subject) {
                return Wording(
                    message:
                        "frames have \(subject) (\(fabric.path(of: segment))) at a "
                        + "port that does not carry it",
                    span: fabric[segment].origin,
                    hint: "remove it from the port, or attach the segment there")
            }
            return Wording(
                message: "frames have \(subject), which no network here has",
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
                span: fabric.defaultRule(of: sides) ?? origin,
                hint: "find the route or the port that joins the exchange to the network")
        case .foreignVTEP:
            return Wording(
                message: "VXLAN \(subject), which are not both VTEPs",
                span: fabric.infrastructure.first { $0.purpose == .underlay }?.origin,
                hint: "block UDP port 4789 from everywhere but the loopbacks of the leaves")
        case .doubleTag:
            return Wording(
                message: "frames have \(subject) in \(place)",
                span: origin,
                hint: "let ports drop frames with a second tag; give trunks no native VLAN")
        case .unknownMAC:
            return Wording(
                message: "\(subject) sends in \(place) and is bound to "
                    + "no port",
                span: origin,
                hint: "bind it to its member's port, or find out whose it is")
        case .foreignARP:
            return Wording(
                message: "ARP in \(place) speaks for an address of \(source)",
                span: origin,
                hint: "find the sender by its MAC address")
        case .unintendedIPv6:
            return say(
                "IPv6 beyond the link in \(place), which has no IPv6 prefix",
                "switch IPv6 off there, or give the segment a prefix so that filters know it")
        case .gatewaySession:
            return say(
                "\(fabric.name(finding.source)) has a BGP session with the gateway of "
                    + fabric.name(finding.destination),
                "close tcp port 179 on gateways")
        case .tagType:
            return say("frames in \(place) have a tag of \(subject)", "let ports drop such tags")
        case .untaggedOnTrunk:
            return say(
                "packets without a tag pass \(subject), where every segment has one",
                "give the port no native VLAN; capture where tags are kept")
        case .hiddenInLLC:
            return say(
                "\(subject) hides packets behind LLC headers in \(place)",
                "let ports accept the EtherTypes of IP and ARP alone")
        case .switchProtocol:
            return say("\(subject) in \(place)", "switch the protocol off at both ends of the port")
        case .spanningTree:
            return say("\(subject) in \(place)", "find the bridge; let ports drop BPDUs")
        case .pvstMismatch:
            var vlans = subject
            if case .stack(let seen?, let told) = finding.subject {
                vlans = "VLAN \(told) in VLAN \(seen)"
            }
            return say(
                "a BPDU says another VLAN than it is seen in: \(vlans)",
                "find where the two VLANs are joined or translated")
        case .discoveryLeak:
            return say("\(subject) in \(place) tells of devices", "switch it off at the port")
        case .linkAggregation:
            return say("\(subject) in \(place), where no LAG ends", "switch it off at the port")
        case .pauseFrame:
            return say("\(subject) in \(place)", "switch flow control off at the port")
        case .forbiddenEtherType:
            return say("frames of \(subject) in \(place)", "let the port drop what is no IP or ARP")
        case .forbiddenMulticast:
            return say(
                "\(subject) sends to groups or to everybody in \(place)",
                "let the port drop what is no ARP and no neighbour discovery")
        case .probeCrosses:
            return say(
                "one probe of \(subject) is seen in networks of different owners",
                "find the port or the mapping that joins them")
        case .stationElsewhere:
            return say(
                "\(subject) sends in \(place), and is bound to a port without that network",
                "find the port that it sends from")
        case .sharedMAC:
            return say(
                "\(subject) speaks in networks of different owners",
                "find the station; bind its address to its port")
        case .strayUnicast:
            return say(
                "frames for \(subject) come out of a port of others in \(place)",
                "see whether the switch knows the address")
        case .gatewayHairpin:
            return say(
                "packets between stations of \(place) go through its gateway",
                "let the gateway drop what comes from its own segment and goes there")
        case .spoofedSource:
            return say(
                "\(subject): a station of \(place) sends from an address that is not its own",
                "filter source addresses at the port, or declare the address")
        case .addressClaimed:
            return say(
                "\(subject): an address of \(place) is claimed by somebody else",
                "find the station by its MAC address")
        case .arpMismatch:
            return say(
                "\(subject): ARP in \(place) speaks for another station",
                "find the station by the source of its frames")
        case .proxyARP:
            return say(
                "\(subject) answers in \(place) for addresses that are not its own",
                "switch proxy ARP off at the member's router")
        case .arpBeyondLAN:
            return say(
                "\(subject) asks in \(place) for addresses outside it",
                "correct the length of the prefix at the member's router")
        case .rogueDHCP:
            return say("\(subject) in \(place)", "find the server; let ports drop its answers")
        case .rogueRouter:
            return say("\(subject) in \(place)", "let ports drop router advertisements")
        case .redirect:
            return say("\(subject) in \(place)", "let routers send none, and stations take none")
        case .hiddenDiscovery:
            return say(
                "\(subject) hides neighbour discovery in \(place)",
                "let ports drop neighbour discovery with extension headers and in fragments")
        case .tenantVXLAN:
            return say(
                "a station in \(place) sends VXLAN with \(subject), which is the fabric's",
                "block UDP port 4789 at ports of stations")
        case .labelFromEdge:
            return say("\(subject) in \(place)", "let ports drop MPLS")
        case .routingProtocol:
            return say("\(subject) in \(place)", "find the router; let ports drop the protocol")
        case .tinyFragment:
            return say(
                "\(subject) sends fragments too small for their headers in \(place)",
                "let filters drop first fragments without ports")
        case .fragmentOverlap:
            return say(
                "fragments of one packet overlap in \(place)", "find the sender: no host does that")
        case .fragmentAmbiguity:
            return say(
                "fragments in \(place) make a permitted packet or a forbidden one, as the receiver "
                    + "puts them together",
                "let the firewall put fragments together before it decides")
        case .atomicFragment:
            return say(
                "\(subject) sends whole packets as fragments in \(place)",
                "see whether a translator is meant to be there")
        case .extensionChain:
            return say(
                "\(subject) sends unusual chains of extension headers in \(place)",
                "let filters drop packets with headers that nobody needs")
        case .sourceRoute:
            return say(
                "\(subject) sends packets that give their own way in \(place)",
                "let routers drop source routes")
        case .protocolZero:
            return say(
                "\(subject) sends packets of protocol 0 in \(place)", "find the sender")
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
