import IR
import Net

/// What networks attest of their providers, for the verification of AS paths (ASPA;
/// draft-ietf-sidrops-aspa-verification-28).
///
/// A route server hears from its clients. Their routes are verified as those from customers and
/// lateral peers are ("upstream paths", section 5.5): on the way from the origin to the client each
/// network has to have the next one as provider. The server itself is transparent (RFC 7947, section
/// 2.2.2): it is in no path, and nobody has to attest it.
///
/// One look-up for each hop. What nobody attests is unknown, and never invalid.
struct ASPATable: Sendable {
    /// By customer; ascending.
    private let providers: [UInt32: [UInt32]]

    /// Of a customer that is there twice, all that it says holds (section 5.3).
    init(_ list: [ProviderAuthorization]) {
        providers = Dictionary(
            list.map { ($0.customer, $0.providers) },
            uniquingKeysWith: { Set($0 + $1).sorted() })
    }

    /// What is known of a path.
    ///
    /// - Parameter neighbour: who sent the route, and has to be the first in its path.
    func verdict(of path: ASPath, from neighbour: UInt32) -> PathVerdict {
        guard let first = path.segments.first else {
            return PathVerdict(fault: .empty)
        }
        guard case .sequence(let numbers) = first, numbers.first == neighbour else {
            return PathVerdict(fault: path.hasSet && path.first == nil ? .set : .neighbour)
        }
        guard !path.hasSet else { return PathVerdict(fault: .set) }
        return PathVerdict(hops: hops(of: path))
    }

    /// From the origin on, without the hops of a network to itself.
    private func hops(of path: ASPath) -> [PathHop] {
        let numbers = Array(path.numbers.reversed())
        return zip(numbers, numbers.dropFirst()).compactMap { customer, next in
            guard customer != next else { return nil }
            return PathHop(
                customer: customer, next: next, attestation: attestation(of: customer, next))
        }
    }

    /// Section 5.3: "Provider+", "Not Provider+" or "No Attestation".
    private func attestation(of customer: UInt32, _ next: UInt32) -> PathHop.Attestation {
        guard let known = providers[customer] else { return .nothing }
        return known.contains(next) ? .provider : .others(known)
    }
}
