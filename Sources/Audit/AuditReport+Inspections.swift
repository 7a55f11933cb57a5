import Diagnostics
import IR
import Net

extension AuditReport {
    /// What the rules say that look at frames beside their flows.
    func inspectionWording(of finding: Finding) -> Wording {
        let subject = label(finding.subject)
        let place = fabric.name(finding.sample.place)
        func say(_ message: String, _ hint: String, at span: SourceSpan? = nil) -> Wording {
            Wording(
                message: message, span: span ?? fabric.origin(of: finding.sample.place), hint: hint)
        }
        switch finding.rule {
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
        default: return stationWording(of: finding, subject, place)
        }
    }

    private func stationWording(
        of finding: Finding, _ subject: String, _ place: String
    ) -> Wording {
        func say(_ message: String, _ hint: String) -> Wording {
            Wording(
                message: message, span: fabric.origin(of: finding.sample.place), hint: hint)
        }
        switch finding.rule {
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
        default: return packetWording(of: finding, subject, say)
        }
    }

    private func packetWording(
        of finding: Finding, _ subject: String, _ say: (String, String) -> Wording
    ) -> Wording {
        let place = fabric.name(finding.sample.place)
        switch finding.rule {
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
        default:
            return say(
                "\(subject) sends packets of protocol 0 in \(place)", "find the sender")
        }
    }
}
