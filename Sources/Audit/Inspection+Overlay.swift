import Capture

// VXLAN and labels from where none may come.

extension AuditPlan {
    /// VXLAN with a VNI of the fabric that a station sends: where it is opened, its content is in the
    /// segment of that VNI. With other VNIs it is a tenant's own overlay. Labels and PPPoE are for
    /// links between routers.
    func inspectOverlay(_ sighting: Sighting, into found: inout [FindingKey]) {
        guard sighting.isAmongStations else { return }
        if let vni = sighting.tenantVNI, places.byVNI[vni] != nil {
            found.append(sighting.finding(.tenantVXLAN, .vni(vni)))
        }
        if sighting.frame.flags.contains(.mplsLabels) {
            found.append(sighting.finding(.labelFromEdge, .control(.mpls, sighting.link.source)))
        }
        if sighting.frame.flags.contains(.pppoe) && sighting.isAtExchange {
            found.append(sighting.finding(.forbiddenEtherType, .etherType(0x8864)))
        }
    }
}
