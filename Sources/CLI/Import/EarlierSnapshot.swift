import Diagnostics
import Intent

/// The sections of a topology that an import writes, each into a file of its own.
enum SnapshotSection {
    case registrations, validatedPayloads, peeringDB

    private var noun: String {
        switch self {
        case .registrations: "registrations"
        case .validatedPayloads: "validated payloads"
        case .peeringDB: "what PeeringDB says"
        }
    }

    /// What the file says that an import replaces; nil where there is none. A file that holds
    /// anything else is refused: nothing that no import wrote is lost.
    func earlier(at path: String) throws(Failure) -> Topology? {
        guard !isSpecial(path), let octets = try TopologyFiles.contentIfPresent(ofFile: path) else {
            return nil
        }
        let outcome = readTopology([(path, octets)])
        let wrong = outcome.diagnostics.filter { $0.code != "read.missing-key" }
        guard wrong.isEmpty, isAlone(in: outcome.topology) else {
            throw Failure(
                .wrong, "'\(path)' is there and is no file of \(noun)",
                hint: "name a new file, or the one that an import wrote")
        }
        return outcome.topology
    }

    private func isAlone(in topology: Topology) -> Bool {
        topology.name == nil && topology.exchange == nil && topology.devices.isEmpty
            && topology.tenants.isEmpty && topology.links.isEmpty && topology.sites.isEmpty
            && topology.contracts.isEmpty && topology.services.isEmpty && topology.classes.isEmpty
            && topology.lags.isEmpty && topology.firewalls.isEmpty
            && (self == .registrations || topology.registrations.isEmpty)
            && (self == .validatedPayloads || topology.validatedPayloads == nil)
            && (self == .peeringDB || topology.peeringDB == nil)
    }
}
