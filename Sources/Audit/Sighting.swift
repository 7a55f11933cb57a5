import Capture
import IR
import Net

/// A frame, and what the plan knows of where it was seen.
struct Sighting {
    /// The layer that is looked at: what the fabric's own VXLAN carries, or what is around any other
    /// tunnel, whose content is somebody's own affair and judged by its addresses.
    let frame: DecodedFrame
    /// The VNI of a tunnel of stations, where it is VXLAN.
    let tenantVNI: UInt32?
    let port: PortFacts
    /// The number of the port among `AuditPlan.ports`.
    let vantage: Int
    /// Of the outermost frame.
    let linkPlace: PlaceNumber
    /// Of the layer that is looked at.
    let place: PlaceNumber
    /// Whether `place` is a segment or a LAN of the exchange.
    let isBridged: Bool
    let isOnLAN: Bool

    /// Addresses and tags next to what is looked at.
    var link: LinkHeader { frame.innermostLink }

    /// Whether the layer is inside the fabric's VXLAN.
    var isTunnelled: Bool { frame.tunnelDepth > 0 }

    /// Whether stations, and nobody of the fabric, are where the frame was seen.
    var isAmongStations: Bool { isBridged || port.isEdge }

    /// Whether the frame is one of the exchange's.
    var isAtExchange: Bool { isOnLAN || port.kinds.contains(.exchange) }

    /// Who the outermost frame is for.
    var receivers: Observations.Sender.Receivers {
        let destination = frame.link.destination
        if port.macs.contains(destination) { return .ofPort }
        return destination.isGroup ? .group : .elsewhere
    }

    /// Where what follows the link header begins, in octets from the start of the frame.
    var payloadOffset: Int { Int(frame.innerOffset) + 14 + 4 * Int(link.tagCount) }

    /// The key of a finding about this frame.
    func finding(
        _ rule: AuditRule, _ subject: Finding.Subject = .none, _ certainty: Certainty? = nil
    ) -> FindingKey {
        FindingKey(
            rule: rule, place: place == .unknown ? .unlabelled : place, subject: subject,
            certainty: certainty)
    }
}

extension Auditor {
    /// - Parameter row: of `PlaceTable.byVLAN`, where the frame was captured.
    func sighting(
        _ frame: DecodedFrame, _ record: FrameRecord, _ row: Int, _ octets: RawSpan
    ) -> Sighting {
        let linkPlace = linkPlace(of: frame, row)
        let isFabrics = isFabrics(frame, at: linkPlace)
        let isTenants = frame.outerEncapsulation == .vxlan && !isFabrics
        let depth = isFabrics ? 1 : 0
        let isLooked = Int(frame.tunnelDepth) == depth
        let place =
            isFabrics ? plan.places.byVNI[frame.outerVNIOnWire] ?? .unknown : linkPlace
        let isOnLAN = place >= plan.places.firstLAN
        var isBridged = isOnLAN
        if case .segment = plan.places[place] { isBridged = true }
        return Sighting(
            frame: isLooked ? frame : layer(depth, record, octets),
            tenantVNI: isTenants ? frame.outerVNIOnWire : nil,
            port: plan.ports[row / 4096], vantage: row / 4096, linkPlace: linkPlace, place: place,
            isBridged: isBridged, isOnLAN: isOnLAN)
    }
}

extension AuditPlan {
    /// The findings that the rules which need no other frame make of one.
    ///
    /// - Parameters:
    ///   - octets: of the frame, from its first one.
    ///   - found: is added to.
    func inspect(_ sighting: Sighting, _ octets: RawSpan, into found: inout [FindingKey]) {
        inspectTags(sighting, into: &found)
        // Whose frame it is that has two tags is not to be told.
        guard sighting.frame.link.tagCount <= 1 else { return }
        if sighting.isAmongStations {
            inspectControl(sighting, octets, into: &found)
            inspectStations(sighting, into: &found)
            inspectNeighbours(sighting, octets, into: &found)
            inspectServices(sighting, octets, into: &found)
        }
        inspectOverlay(sighting, into: &found)
        inspectEvasion(sighting, into: &found)
        inspectGroups(sighting, into: &found)
    }
}
