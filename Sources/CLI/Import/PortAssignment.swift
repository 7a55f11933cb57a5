import Net

/// Ports for what a list of members has plugged in: it says on which switch, and not in which port.
/// They are given in the order of members and connections, those of route servers first.
struct PortAssignment {
    struct Assigned {
        /// Index into the switches of the list.
        let device: Int
        /// Of the port, or of the LAG where there are several legs.
        let name: String
        let legs: [String]
    }

    private(set) var ofServers: [Assigned] = []
    /// By member and connection.
    private(set) var ofMembers: [[Assigned]] = []
    /// Ports of each switch; one where nothing is plugged in.
    var counts: [Int] { used.map { max(1, $0) } }
    /// What is known of each switch.
    private(set) var speeds: [[(port: String, speed: PortSpeed)]]

    private var used: [Int]
    private var bundles: [Int]

    init(_ list: MemberList) {
        used = list.switches.map { _ in 0 }
        bundles = used
        speeds = list.switches.map { _ in [] }
        for server in list.routeServers { ofServers.append(assign(server.attachment)) }
        for member in list.members {
            ofMembers.append(member.connections.map { assign($0.attachment) })
        }
    }

    private mutating func assign(_ attachment: MemberList.Attachment) -> Assigned {
        let device = attachment.device
        var legs: [String] = []
        for speed in attachment.speeds {
            used[device] += 1
            legs.append("swp\(used[device])")
            if let speed { speeds[device].append((legs[legs.count - 1], speed)) }
        }
        guard legs.count > 1 else { return Assigned(device: device, name: legs[0], legs: legs) }
        bundles[device] += 1
        return Assigned(device: device, name: "bond\(bundles[device])", legs: legs)
    }
}
