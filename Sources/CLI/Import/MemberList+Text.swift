import Intent
import Net

extension MemberList {
    /// The topology, as a file that people go on with.
    func text(_ head: SnapshotHead) -> String {
        let ports = PortAssignment(self)
        var out = YAMLLines()
        out.add(
            0, "# Written by 'cristallo import ixf' from a list of members, to be gone on with.")
        if let source = head.source { out.add(0, "# Source: \(source)") }
        if let takenAt = head.takenAt { out.add(0, "# Taken at: \(takenAt)") }
        if let digest = head.digest { out.add(0, "# SHA-256: \(digest)") }
        out.add(0, "#")
        out.add(
            0, "# Such a list does not say how ports are called (swp1, swp2 ... stand for them),")
        out.add(0, "# which cables join the switches ('links'), what members may announce (see")
        out.add(0, "# 'cristallo import irr'), and VLAN IDs, which are allocated.")
        out.add(0, "fabric: \(name)")
        writeSites(&out)
        writeDevices(ports, &out)
        writeExchange(ports, &out)
        return out.text
    }
}

extension MemberList {
    /// A site for each building, with one room and one rack: a list knows no others.
    private var sites: [(name: Name, facility: Facility)] {
        var names = UniqueNames()
        var sites: [(name: Name, facility: Facility)] = []
        for facility in switches.compactMap(\.facility)
        where !sites.contains(where: { $0.facility == facility }) {
            let name = names.name(for: facility.name.text, otherwise: "site-\(sites.count + 1)")
            sites.append((name, facility))
        }
        return sites
    }

    private func writeSites(_ out: inout YAMLLines) {
        guard !sites.isEmpty else { return }
        out.add(0, "sites:")
        for (name, facility) in sites {
            out.add(1, "- name: \(name)")
            out.add(2, "facility:")
            out.add(3, quoting: "name", facility.name)
            out.add(3, quoting: "city", facility.city)
            out.add(3, quoting: "country", facility.country)
            out.add(3, "peeringdb_id", facility.peeringDBID)
            out.add(2, "rooms: [{name: \(name), racks: [\(name)]}]")
        }
    }

    private func writeDevices(_ ports: PortAssignment, _ out: inout YAMLLines) {
        out.add(0, "devices:")
        for (place, device) in switches.enumerated() {
            let count = ports.counts[place]
            out.add(1, "- name: \(device.name)")
            out.add(2, "role: \(DeviceRole.exchangeEdge.rawValue)")
            out.add(2, "platform: \(Platform.linuxFRR.rawValue)")
            out.add(2, "rack", sites.first { $0.facility == device.facility }?.name)
            out.add(2, "ports: [\(count > 1 ? "swp1-\(count)" : "swp1")]")
            let speeds = Dictionary(grouping: ports.speeds[place]) { $0.speed }
            for (index, speed) in speeds.keys.sorted().enumerated() {
                if index == 0 { out.add(2, "speeds:") }
                let names = (speeds[speed] ?? []).map(\.port).joined(separator: ", ")
                out.add(3, "- {ports: [\(names)], speed: \(speed)}")
            }
            guard device.manufacturer != nil || device.software != nil else { continue }
            out.add(2, "hardware:")
            out.add(3, quoting: "manufacturer", device.manufacturer)
            out.add(3, quoting: "model", device.model)
            out.add(3, quoting: "software", device.software)
        }
        for (name, server) in zip(serverNames, routeServers) {
            out.add(1, "- name: \(name)")
            out.add(2, "role: \(DeviceRole.routeServer.rawValue)")
            out.add(2, "platform: \(server.platform.rawValue)")
            let legs = server.attachment.speeds.count
            out.add(2, "ports: [\(legs > 1 ? "eth1-\(legs)" : "eth1")]")
        }
        writeCables(ports, &out)
    }

    /// Names of the devices of the route servers.
    var serverNames: [Name] {
        var names = UniqueNames()
        for device in switches { _ = names.name(for: device.name.text, otherwise: "edge") }
        return routeServers.indices.map { names.name(for: "rs-\($0 + 1)", otherwise: "rs") }
    }

    /// Cables of the route servers, and ports that act as one.
    private func writeCables(_ ports: PortAssignment, _ out: inout YAMLLines) {
        if !routeServers.isEmpty { out.add(0, "links:") }
        for (place, (name, server)) in zip(serverNames, routeServers).enumerated() {
            let device = switches[server.attachment.device].name
            for (leg, port) in ports.ofServers[place].legs.enumerated() {
                out.add(1, "- {a: \"\(name):eth\(leg + 1)\", b: \"\(device):\(port)\"}")
            }
        }
        let all = ports.ofMembers.flatMap(\.self) + ports.ofServers
        let bundles = all.filter { $0.legs.count > 1 }
        if !bundles.isEmpty { out.add(0, "lags:") }
        for bundle in bundles {
            let legs = bundle.legs.joined(separator: ", ")
            out.add(
                1,
                "- {name: \(bundle.name), device: \(switches[bundle.device].name), ports: [\(legs)]}"
            )
        }
        for (name, server) in zip(serverNames, routeServers)
        where server.attachment.speeds.count > 1 {
            let legs = (1...server.attachment.speeds.count).map { "eth\($0)" }
            out.add(
                1, "- {name: bond1, device: \(name), ports: [\(legs.joined(separator: ", "))]}")
        }
    }
}
