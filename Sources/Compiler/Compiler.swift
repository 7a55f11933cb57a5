// Compiler: from what was checked to what shall be.
//
// One pass that invents nothing: every decision was either written in the topology or is a rule
// stated in this module, and every element of the result carries the lines that asked for it.
//
//     Tenancy       classes, tenants, VRFs, segments, services, contracts  -> the fabric's part
//     Placement     which device has which segment and VRF, and why
//     Wiring        ports: links, LAGs, attachments, exits, management     -> interfaces
//     Overlay       bridge domains, VRF instances, gateways, transits, BGP -> the devices' part
//     Filters       contracts                                              -> filters
//     RouteServers  the exchange                                           -> route-server policy
//
// A VRF lives where one of its segments or exits is, and on the service leaves of every firewall
// that one of its contracts passes. A segment lives where it is attached. Nothing else knows them.
//
// Cost: linear in the size of the result.

import Diagnostics
import IR
import Intent
import Net

/// The fabric that a checked topology asks for. Equal topologies give equal fabrics, in whatever
/// order their files and lists stand; only the origins follow the text.
public func compile(_ checked: CheckedTopology) -> Fabric {
    let tenancy = Tenancy(checked)
    let placement = Placement(checked, tenancy)
    let wiring = Wiring(checked, tenancy, placement)
    var fabric = tenancy.fabric(checked, placement)
    fabric.links = wiring.links
    let inside = InsidePrefixes(fabric)
    for position in placement.deviceOrder {
        var device = wiring.device(position)
        device.addOverlay(position, checked, tenancy, placement)
        device.filters = filters(
            ofDevice: position, placement: placement, tenancy: tenancy, inside: inside)
        device.routeServer = routeServer(ofDevice: position, checked, tenancy)
        fabric.devices.append(device)
    }
    fabric.checkInvariants()
    return fabric
}
