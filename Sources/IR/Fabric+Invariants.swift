import Net

extension Fabric {
    /// Stops where the fabric contradicts itself: what the compiler promises and everybody after it
    /// relies on. Called after lowering; a failure is our mistake, never the operator's.
    ///
    /// * Every index is inside its array.
    /// * An L2VNI, an L3VNI, a VLAN, a route target and an index belong to one network.
    /// * A device's bridge domains have VLANs of their own, its VRF instances VRFs of their own.
    /// * An edge of the exchange names the stations that it lets in.
    /// * A session that carries routes of another family than its addresses' carries those, too, and
    ///   is the same session for both.
    /// * A gateway, a transit or an exit stands in a VRF that its device has.
    ///
    /// O(n) in the size of the fabric.
    public func checkInvariants() {
        var vnis: Set<VNI> = []
        var vlans: Set<VLANID> = []
        var targets: Set<RouteTarget> = []
        var indices: Set<UInt16> = []
        for vrf in vrfs {
            precondition(tenants.indices.contains(vrf.tenant.index), "a VRF has a tenant")
            precondition(vnis.insert(vrf.vni).inserted, "an L3VNI belongs to one VRF")
            precondition(vlans.insert(vrf.vlan).inserted, "an L3VNI's VLAN belongs to one VRF")
            precondition(indices.insert(vrf.index).inserted, "an index belongs to one network")
            for target in vrf.routeTargets {
                precondition(targets.insert(target).inserted, "a route target has one owner")
            }
        }
        for segment in segments {
            precondition(vnis.insert(segment.vni).inserted, "an L2VNI belongs to one segment")
            precondition(vlans.insert(segment.vlan).inserted, "a VLAN belongs to one segment")
            precondition(indices.insert(segment.index).inserted, "an index belongs to one network")
            precondition(
                targets.insert(segment.routeTarget).inserted, "a route target has one owner")
        }
        for contract in contracts {
            precondition(firewalls.indices.contains(contract.firewall.index), "via a firewall")
            for flow in contract.flows {
                precondition(flow.source != flow.destination, "a contract joins two VRFs")
            }
        }
        for device in devices {
            device.checkInvariants()
            device.routeServer?.checkInvariants()
            precondition(
                device.interfaces.allSatisfy {
                    !$0.allowedMACs.isEmpty || peeringLAN(of: $0) == nil
                }, "an edge of the exchange names its stations")
        }
    }
}

extension RouteServer {
    fileprivate func checkInvariants() {
        for (index, client) in clients.enumerated() where client.isOverOtherFamily {
            precondition(client.family == .ipv4, "IPv6 routes need IPv6 addresses")
            let next = clients.indices.contains(index + 1) ? clients[index + 1] : nil
            precondition(
                next?.address == client.address && next?.isOverOtherFamily == false,
                "the session carries its own family, too")
            precondition(
                next?.secret == client.secret && next?.hasGTSM == client.hasGTSM
                    && next?.announcesTo == client.announcesTo
                    && next?.attachedCommunities == client.attachedCommunities,
                "both families are on one session")
        }
    }
}

extension Device {
    fileprivate func checkInvariants() {
        var vlans: Set<VLANID> = []
        for domain in bridgeDomains {
            precondition(vlans.insert(domain.vlan).inserted, "a VLAN is one bridge domain")
        }
        let present = Set(vrfInstances.map(\.vrf))
        precondition(present.count == vrfInstances.count, "a VRF is on a device once")
        var names: Set<InterfaceName> = []
        for interface in interfaces {
            precondition(names.insert(interface.name).inserted, "an interface is on a device once")
            switch interface.role {
            case .vrfTransit(let vrf), .exit(let vrf):
                precondition(present.contains(vrf), "the interface's VRF is on the device")
            case .firewallTransit(let vrf, _):
                precondition(
                    role == .firewall || present.contains(vrf),
                    "the transit's VRF is on the device")
            case .loopback, .unused, .underlay, .member, .access, .trunk, .carrier, .gateway,
                .management, .exchange:
                break
            }
        }
    }
}
