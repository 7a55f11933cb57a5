import Diagnostics
import Net

/// What a registry said of a member on some day: a snapshot, taken by 'cristallo import' and kept as
/// text beside the topology.
///
/// Its prefixes and origins are added to those that are written at the member itself, so that all
/// that is asked of those is asked of these, and each keeps the place where it stands. What nobody may
/// announce is left out (`RegistrationFilter`): registries hold that, too, and it must open nothing.
public struct Registration: Sendable {
    public var member: Located<Name>
    public var snapshot: Snapshot
    public var prefixes: [Located<IPPrefix>]
    public var origins: [Located<ASN>]
    public var span: SourceSpan
}

/// What validators of the RPKI said on some day, as far as members can use it.
public struct ValidatedPayloads: Sendable {
    public var snapshot: Snapshot
    public var payloads: [Payload]
    public var aspas: [ProviderAuthorization]
    public var span: SourceSpan

    /// Who may originate a prefix (RFC 6811, section 2).
    public struct Payload: Sendable {
        public var prefix: Located<IPPrefix>
        /// The prefix's own length where absent.
        public var maxLength: Located<Int>?
        /// 0 says that nobody may.
        public var asn: Located<UInt32>
        public var span: SourceSpan
    }

    /// Whom a network attests as providers (ASPA; draft-ietf-sidrops-aspa-verification). Of a
    /// customer that is there twice, all that it says holds.
    public struct ProviderAuthorization: Sendable {
        public var customer: Located<ASN>
        /// One or more; 0 is nobody.
        public var providers: [Located<UInt32>]
        public var span: SourceSpan
    }
}

/// Where data from outside comes from.
public struct Snapshot: Sendable {
    /// Whom it was asked of, for people: `RIPE and RADB by bgpq4`.
    public var source: Located<FreeText>?
    /// When it was taken.
    public var takenAt: Located<UTCTime>?
    /// SHA-256 of the file that it was made from.
    public var digest: Located<ContentDigest>?
}

/// A SHA-256 in 64 hexadecimal digits.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let isHexadecimal = text.utf8.allSatisfy {
            $0 &- 48 < 10 || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
        }
        guard text.utf8.count == 64, isHexadecimal else {
            throw NotationError(expected: "a SHA-256 in 64 hexadecimal digits")
        }
        description = String(text)
    }
}

extension Topology {
    /// Adds to the members what was registered for them. Registrations of nobody are left for the
    /// checks to tell.
    mutating func applyRegistrations() {
        guard !registrations.isEmpty, let members = exchange?.members else { return }
        let places = Dictionary(
            members.indices.map { (members[$0].name.value, $0) },
            uniquingKeysWith: { first, _ in first })
        for registration in registrations {
            guard let place = places[registration.member.value] else { continue }
            let filter = RegistrationFilter(members[place], lans: exchange?.lans ?? [])
            let origins = registration.origins.filter { filter.reason(against: $0.value) == nil }
            // The list at the member is its own number alone where it is empty.
            if exchange?.members[place].origins.isEmpty == true, !origins.isEmpty {
                exchange?.members[place].origins = [members[place].asn]
            }
            exchange?.members[place].origins += origins
            exchange?.members[place].prefixes += registration.prefixes.filter {
                filter.reason(against: $0.value) == nil
            }
        }
    }
}

/// What a registry may say of a member: space of the Internet, and numbers that are somebody's. What
/// is for documentation is let pass for a member that is an example itself.
struct RegistrationFilter {
    private let isExample: Bool
    private let own: ASN
    private let lans: [IPPrefix]

    init(_ member: Member, lans: [PeeringLAN]) {
        own = member.asn.value
        isExample = own.isForDocumentation
        self.lans = lans.flatMap { [$0.ipv4?.value, $0.ipv6?.value].compactMap(\.self) }
    }

    /// Why a prefix is left out: `private`; nil where it counts.
    func reason(against prefix: IPPrefix) -> String? {
        if prefix.length == 0 { return "a default route" }
        let block = SpecialPurposeBlock.all.first {
            !($0.isForDocumentation && isExample) && $0.prefix.overlaps(prefix)
        }
        if let block { return block.meaning }
        return lans.contains { $0.overlaps(prefix) } ? "of a LAN of the exchange" : nil
    }

    /// Why an origin is left out; nil where it counts.
    func reason(against origin: ASN) -> String? {
        if origin == own || !origin.isReserved { return nil }
        if origin.isForDocumentation { return isExample ? nil : "for documentation" }
        return origin.isPrivate ? "private" : "reserved"
    }
}
