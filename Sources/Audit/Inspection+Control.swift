import Capture
import IR
import Net

// What switches say to each other, said where stations are.

extension AuditPlan {
    func inspectControl(_ sighting: Sighting, _ octets: RawSpan, into found: inout [FindingKey]) {
        let frame = sighting.frame
        let source = sighting.link.source
        // What the fabric itself says at its edge is no station's doing.
        guard frame.kind == .control || frame.kind == .none, frame.outcome != .malformed,
            !stations.fabricMACs.contains(source)
        else { return }
        let certainty: Certainty = sighting.isAtExchange ? .breach : .suspect
        guard let spoken = LinkProtocol(frame.reason) else {
            switch frame.reason {
            case .loopTest, .connectivityFault, .precisionTime, .eapol, .macsec, .pppoeDiscovery,
                .rarp,
                .etherTypeUnknown, .llcUnknown, .llcTest, .snapUnknown:
                // The exchange has three EtherTypes; what tenants carry among themselves is theirs.
                guard sighting.isAtExchange else { return }
                found.append(sighting.finding(.forbiddenEtherType, .etherType(frame.etherType)))
            default: break
            }
            return
        }
        let subject = Finding.Subject.control(spoken, source)
        switch spoken {
        case .dtp, .vtp, .pagp, .udld: found.append(sighting.finding(.switchProtocol, subject))
        case .spanningTree: found.append(sighting.finding(.spanningTree, subject))
        case .pvst: found.append(perVLANTree(sighting, octets, subject))
        case .lldp, .cdp: found.append(sighting.finding(.discoveryLeak, subject))
        case .lacp:
            if !sighting.port.isAggregated || sighting.isTunnelled {
                found.append(sighting.finding(.linkAggregation, subject, certainty))
            }
        case .pause: found.append(sighting.finding(.pauseFrame, subject, certainty))
        case .isis: found.append(sighting.finding(.routingProtocol, subject))
        default: break
        }
    }

    /// The VLAN that a PVST message names must be the one that it was seen in.
    private func perVLANTree(
        _ sighting: Sighting, _ octets: RawSpan, _ subject: Finding.Subject
    ) -> FindingKey {
        let seen: VLANID? =
            switch places[sighting.place] {
            case .segment(let id), .lan(let id): fabric[id].vlan
            default: sighting.link.tagCount > 0 ? sighting.link.firstTag.vlan : nil
            }
        let header = 8  // LLC and SNAP
        guard let seen,
            let message = PVSTMessage(octets, at: sighting.payloadOffset + header),
            message.vlan != seen
        else { return sighting.finding(.spanningTree, subject) }
        return sighting.finding(.pvstMismatch, .stack(seen.rawValue, message.vlan.rawValue))
    }
}
