import IR
import Net

/// Topologies with SR Linux on all switches: those of the repository by other names of ports, and
/// one of its own; and one with EOS beside it.
public enum SRLinuxTopology {
    /// A LAG, a trunk with an untagged VLAN, an exit without a tag, a segment of one family.
    public static let own = "srlinux"
    public static let mixed = "mixed"

    /// Those without another platform.
    public static let names = ["smallest", "sct", own]

    public static func text(named name: String) throws -> String {
        name == own || name == mixed
            ? try Repository.text("Fixtures/Topologies/\(name).yaml")
            : onSRLinux(try Repository.text("Topologies/\(name).yaml"))
    }

    public static func fabric(named name: String) throws -> Fabric {
        try CompiledTopology.fabric(try text(named: name), path: "\(name).yaml")
    }

    /// The text with SR Linux in the place of `linux-frr` but on firewalls, and ports by its names.
    public static func onSRLinux(_ text: String) -> String {
        EOSTopology.onEOS(text)
            .replacing("platform: eos", with: "platform: srlinux")
            .replacing("Management1", with: "mgmt0")
            .replacing(/Ethernet90\/(\d)/) { "ethernet-9/\($0.output.1)" }
            .replacing(/Ethernet(\d)/) { "ethernet-1/\($0.output.1)" }
    }

    /// The fabric without what SR Linux cannot say: that of EOS, and static routes of one prefix
    /// with different distances.
    public static func expressible(_ fabric: Fabric) -> Fabric {
        var result = EOSTopology.expressible(fabric, platform: "srlinux", lag: "lag7")
        for device in result.devices.indices where result.devices[device].platform == "srlinux" {
            for instance in result.devices[device].vrfInstances.indices {
                let routes = result.devices[device].vrfInstances[instance].staticRoutes
                var distances: [IPPrefix: UInt8] = [:]
                for route in routes where distances[route.prefix] == nil {
                    distances[route.prefix] = route.distance
                }
                result.devices[device].vrfInstances[instance].staticRoutes = routes.filter {
                    distances[$0.prefix] == $0.distance
                }
            }
        }
        return result
    }
}
