import IR
import Net

/// Topologies with EOS on all switches: those of the repository by other names of ports, and one of
/// its own.
public enum EOSTopology {
    /// A LAG, a trunk with an untagged VLAN, an exit without a tag, a segment of one family.
    public static let own = "eos"

    public static let names = ["smallest", "sct", own]

    public static func text(named name: String) throws -> String {
        name == own
            ? try Repository.text("Fixtures/Topologies/eos.yaml")
            : onEOS(try Repository.text("Topologies/\(name).yaml"))
    }

    public static func fabric(named name: String) throws -> Fabric {
        try CompiledTopology.fabric(try text(named: name), path: "\(name).yaml")
    }

    /// The text with EOS in the place of `linux-frr` but on firewalls, ports by names of EOS, and an
    /// MTU that its switches have.
    public static func onEOS(_ text: String) -> String {
        var isFirewall = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = String(line)
            if line.contains("role: ") { isFirewall = line.contains("role: firewall") }
            if !isFirewall {
                line = line.replacing("platform: linux-frr", with: "platform: eos")
                for key in ["ports: [", "management_port: "] where line.contains(key) {
                    line = line.replacing("eth0", with: "Management1")
                }
            }
            line = line.replacing(/\bup(\d)/) { "Ethernet90/\($0.output.1)" }
            return line.replacing(/\bswp(\d)/) { "Ethernet\($0.output.1)" }
        }
        let text = lines.joined(separator: "\n")
        if text.contains("fabric_mtu: ") {
            return text.replacing(/fabric_mtu: \d+/, with: "fabric_mtu: 9214")
        }
        precondition(!text.contains("defaults:"), "defaults without an MTU")
        return text + "\ndefaults: {fabric_mtu: 9214}\n"
    }

    /// The fabric without what EOS cannot say: stations of ports, LAGs by other names, and entries
    /// of filters that are about SCTP, about answers of every protocol or denials of ports.
    public static func expressible(
        _ fabric: Fabric, platform: String = "eos", lag: String = "Port-Channel7"
    ) -> Fabric {
        var result = fabric
        for device in result.devices.indices where result.devices[device].platform == platform {
            for index in result.devices[device].interfaces.indices {
                rename(&result.devices[device].interfaces[index], lag)
                result.devices[device].interfaces[index].allowedMACs = []
            }
            for filter in result.devices[device].filters.indices {
                result.devices[device].filters[filter].entries.removeAll { !isExpressible($0) }
            }
        }
        return result
    }

    private static func rename(_ interface: inout Interface, _ name: String) {
        guard let lag = try? PortName(name) else { return }
        if case .lag(_, let legs) = interface.name { interface.name = .lag(lag, legs: legs) }
        if case .member = interface.role { interface.role = .member(of: lag) }
    }

    private static func isExpressible(_ entry: FilterEntry) -> Bool {
        if entry.ports.isEmpty || entry.ports.contains(.any) {
            if case .replies = entry.reason { return false }
            return true
        }
        guard entry.action == .permit else { return false }
        return !entry.ports.contains { if case .ports(.sctp, _) = $0 { true } else { false } }
    }
}
