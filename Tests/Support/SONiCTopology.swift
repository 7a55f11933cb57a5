import IR
import Net

/// Topologies with SONiC on all switches: the large one of the repository by other names of ports,
/// and one of its own.
public enum SONiCTopology {
    /// A LAG, a trunk with an untagged VLAN, exits with and without a tag, a segment of one family.
    public static let own = "sonic"

    public static let names = ["sct", own]

    public static func text(named name: String) throws -> String {
        name == own
            ? try Repository.text("Fixtures/Topologies/sonic.yaml")
            : onSONiC(try Repository.text("Topologies/\(name).yaml"))
    }

    public static func fabric(named name: String) throws -> Fabric {
        try CompiledTopology.fabric(try text(named: name), path: "\(name).yaml")
    }

    /// The text with SONiC in the place of `linux-frr` but on firewalls, and ports by names of SONiC.
    public static func onSONiC(_ text: String) -> String {
        var isFirewall = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = String(line)
            if line.contains("role: ") { isFirewall = line.contains("role: firewall") }
            if !isFirewall {
                line = line.replacing("platform: linux-frr", with: "platform: sonic")
            }
            line = line.replacing(/\bup(\d)-(\d)/) {
                "Ethernet90\($0.output.1)-90\($0.output.2)"
            }
            line = line.replacing(/\bup(\d)/) { "Ethernet90\($0.output.1)" }
            return line.replacing(/\bswp(\d)/) { "Ethernet\($0.output.1)" }
        }
        return lines.joined(separator: "\n")
    }

    /// The fabric without what SONiC cannot say: stations of ports, LAGs by other names, and entries
    /// of filters that are about SCTP or about answers of every protocol.
    public static func expressible(_ fabric: Fabric) -> Fabric {
        var result = fabric
        for device in result.devices.indices where result.devices[device].platform == "sonic" {
            for index in result.devices[device].interfaces.indices {
                rename(&result.devices[device].interfaces[index])
                result.devices[device].interfaces[index].allowedMACs = []
            }
            for filter in result.devices[device].filters.indices {
                result.devices[device].filters[filter].entries.removeAll { !isExpressible($0) }
            }
        }
        return result
    }

    private static func rename(_ interface: inout Interface) {
        guard let lag = try? PortName("PortChannel7") else { return }
        if case .lag(_, let legs) = interface.name { interface.name = .lag(lag, legs: legs) }
        if case .member = interface.role { interface.role = .member(of: lag) }
    }

    private static func isExpressible(_ entry: FilterEntry) -> Bool {
        if entry.ports.isEmpty || entry.ports.contains(.any) {
            if case .replies = entry.reason { return false }
            return true
        }
        return !entry.ports.contains { if case .ports(.sctp, _) = $0 { true } else { false } }
    }
}
