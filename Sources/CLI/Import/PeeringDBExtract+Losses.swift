import Intent
import Net

extension PeeringDBExtract {
    /// What is less than half of before, as a sentence; nil where nothing is.
    func shrinkage(since earlier: PeeringDBSnapshot) -> String? {
        let (members, now) = (earlier.networks.count, networks.count)
        if hasShrunk(from: members, to: now) {
            return "\(counted(members, "member")) before, \(now) now"
        }
        let (never, left) = (earlier.neverViaRouteServers.count, neverViaRouteServers.count)
        guard hasShrunk(from: never, to: left) else { return nil }
        return "\(counted(never, "network")) never via route servers before, \(left) now"
    }

    /// What members have of the earlier snapshot alone and lose, as a sentence; nil where that is
    /// nothing. A session without its limit takes any number of routes.
    func losses(since earlier: PeeringDBSnapshot) -> String? {
        let before = Dictionary(
            earlier.networks.map { ($0.asn.value, $0) }, uniquingKeysWith: { first, _ in first })
        let all = exchange.members.flatMap { member -> [String] in
            guard let network = before[member.asn.value] else { return [] }
            return losses(of: member, since: network).map { "\(member.name.value): \($0)" }
        }
        guard !all.isEmpty else { return nil }
        let shown = all.prefix(Self.shownLosses).joined(separator: ", ")
        return all.count > Self.shownLosses
            ? "\(shown) and \(all.count - Self.shownLosses) more" : shown
    }

    private static let shownLosses = 10

    private func losses(
        of member: Member, since earlier: PeeringDBSnapshot.Network
    ) -> [String] {
        let now = networks[member.asn.value]
        var losses: [String] = []
        let limits = [
            (AddressFamily.ipv4, member.maxPrefixIPv4, earlier.maxPrefixIPv4),
            (.ipv6, member.maxPrefixIPv6, earlier.maxPrefixIPv6),
        ]
        for (family, own, before) in limits where own == nil && now?.maxPrefixes[family] == nil {
            guard let before else { continue }
            losses.append(
                "a limit of \(counted(before.value, "\(family) prefix", "\(family) prefixes")) before, none now"
            )
        }
        let sets = earlier.asSets.map(\.value.text)
        if member.asSet == nil, !sets.isEmpty, now?.asSets.isEmpty != false {
            losses.append("\(sets.joined(separator: " and ")) before, no AS-SET now")
        }
        return losses
    }
}
