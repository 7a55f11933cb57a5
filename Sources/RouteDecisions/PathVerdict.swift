import Net

/// Whether a path can have come about by networks that send routes to their providers
/// (draft-ietf-sidrops-aspa-verification-28, section 5).
public enum PathValidity: String, Sendable {
    case valid, invalid
    /// Nothing speaks against it, and some network attests nothing.
    case unknown
}

/// What is known of a path, and from what.
public struct PathVerdict: Hashable, Sendable {
    /// What is wrong with a path whoever attests what (section 5.5, steps 1 to 3).
    public enum Fault: String, Sendable {
        case empty = "the path is empty"
        case neighbour = "the path does not begin with the client"
        case set = "the path holds an AS_SET"
    }

    /// Nil where the hops decide.
    public let fault: Fault?
    /// From the origin to the client; none where there is a fault, and where the client is the
    /// origin.
    public let hops: [PathHop]

    init(fault: Fault) {
        self.fault = fault
        hops = []
    }

    init(hops: [PathHop]) {
        fault = nil
        self.hops = hops
    }

    public var validity: PathValidity {
        if fault != nil || firstRefuted != nil { return .invalid }
        return hops.contains { $0.attestation == .nothing } ? .unknown : .valid
    }

    /// The first hop that its customer speaks against.
    public var firstRefuted: PathHop? {
        hops.first { if case .others = $0.attestation { true } else { false } }
    }

    /// Why, a sentence for each hop.
    public var reasons: [String] {
        if let fault { return [fault.rawValue] }
        return hops.isEmpty
            ? ["the client is the origin: nobody is on the way"] : hops.map(\.description)
    }
}

/// A network in a path and the next one on the way from the origin.
public struct PathHop: Hashable, Sendable {
    /// What a network attests of the next one (section 5.3).
    public enum Attestation: Hashable, Sendable {
        case nothing
        case provider
        /// These are its providers, ascending, and the next one is none of them; where it has none,
        /// it attests just that.
        case others([UInt32])
    }

    public let customer: UInt32
    public let next: UInt32
    public let attestation: Attestation
}

extension PathHop: CustomStringConvertible {
    public var description: String {
        switch attestation {
        case .nothing: return "AS \(customer), before AS \(next), attests nothing"
        case .provider: return "AS \(customer) attests AS \(next) as provider"
        case .others([]): return "AS \(customer) attests that it has no provider, so not AS \(next)"
        case .others(let providers):
            let shown = providers.prefix(8).map { "AS \($0)" }.joined(separator: ", ")
            let more = providers.count > 8 ? " and \(providers.count - 8) more" : ""
            return "AS \(customer) attests others as providers than AS \(next): \(shown)\(more)"
        }
    }
}
