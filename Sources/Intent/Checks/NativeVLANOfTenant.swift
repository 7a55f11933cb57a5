import Diagnostics
import Net

extension Check {
    /// A frame with a tag behind the tag, or behind none, loses the outer one where the native
    /// segment leaves the trunk and arrives in the segment of the inner. It can only be sent from
    /// a port in the native segment that is not in the other one itself; where there is no such
    /// port nothing is gained by it, and nothing is reported. Across VRFs the hop breaks isolation;
    /// within one it goes around nothing but bridging.
    static let nativeVLANOfTenant = Check(
        Rule(
            code: "intent.native-vlan-of-tenant",
            meaning: "The native segment of a trunk comes out of another port too, which the "
                + "tagged segments of the trunk do not: a host there can send a frame with two "
                + "tags that hops into one of them. An error between VRFs, a warning within one.",
            bad: "attachments:\n  - {port: \"leaf-1:swp1\", access: a/web}\n"
                + "  - {port: \"leaf-1:swp2\", tagged: [b/records], native: a/web}\n",
            good: "attachments:\n  - {port: \"leaf-1:swp1\", access: a/web}\n"
                + "  - {port: \"leaf-1:swp2\", tagged: [b/records, a/web]}\n")
    ) { index, findings in
        var carriers = [[Int]](repeating: [], count: index.segments.count)
        for (position, attachment) in index.attachments.enumerated() {
            for segment in attachment.segments { carriers[segment].append(position) }
        }
        // From where one can hop; asked once for each pair of segments.
        var origins: [[Int]: Int?] = [:]
        func origin(native: Int, tagged: Int) -> Int? {
            if let known = origins[[native, tagged]] { return known }
            let found = carriers[native].first {
                !index.attachments[$0].segments.contains(tagged)
            }
            origins[[native, tagged]] = found
            return found
        }
        for attachment in index.attachments {
            guard case .trunk(_, let written?) = attachment.attachment.membership,
                let native = attachment.untagged
            else { continue }
            let hops = attachment.tagged.compactMap { tagged in
                origin(native: native, tagged: tagged).map { (tagged: tagged, from: $0) }
            }
            func crosses(_ segment: Int) -> Bool {
                index.segments[segment].vrf != index.segments[native].vrf
            }
            guard let hop = hops.first(where: { crosses($0.tagged) }) ?? hops.first else {
                continue
            }
            let from = index.attachments[hop.from].attachment.port
            let message =
                "a host on \(quoted(from.value.description)) can hop from native segment "
                + "\(quoted(index.segments[native].path)) into "
                + "\(quoted(index.segments[hop.tagged].path)) with a second tag"
            let notes = [Diagnostic.Note("the port it would come from", at: from.span)]
            let hint =
                "tag the native segment as well, or give the trunk a native segment of its own"
            if crosses(hop.tagged) {
                findings.error(message, at: written.span, notes: notes, hint: hint)
            } else {
                findings.warning(message, at: written.span, notes: notes, hint: hint)
            }
        }
    }
}
