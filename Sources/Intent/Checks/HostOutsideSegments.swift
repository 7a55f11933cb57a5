import Diagnostics
import Net

extension Check {
    /// Silent where a segment of the attachment does not exist or has a prefix that could not be
    /// read: the address may well be its.
    static let hostOutsideSegments = Check(
        Rule(
            code: "intent.host-outside-segments",
            meaning: "A host has an address that is in no segment of its attachment: nobody "
                + "would answer it, and the audit would take its packets for spoofed ones.",
            bad: "segments: [{name: web, ipv4: 10.1.10.0/24}]\n"
                + "hosts: [{name: web-1, ipv4: 10.1.11.17}]\n",
            good: "segments: [{name: web, ipv4: 10.1.10.0/24}]\n"
                + "hosts: [{name: web-1, ipv4: 10.1.10.17}]\n")
    ) { index, findings in
        for host in index.hostAddresses where host.segment == nil {
            let attachment = index.attachments[host.attachment]
            let written = attachment.attachment.membership.references.count
            guard !attachment.segments.contains(where: index.isUnread(segment:)),
                attachment.segments.count == written
            else { continue }
            let paths = attachment.segments.map { quoted(index.segments[$0].path) }
            findings.error(
                "\(host.address.value) of \(host.owner) is in no prefix of "
                    + paths.joined(separator: ", "),
                at: host.address.span,
                notes: attachment.segments.first.map { first in
                    [.init("the segment", at: index.segments[first].segment.span)]
                } ?? [],
                hint: "choose an address of the segment, or attach the host's segment")
        }
    }
}

/// An address of a host, and the segment it is in.
struct HostAddress {
    let address: Located<IPAddress>
    /// For messages.
    let owner: String
    /// Position in `TopologyIndex.attachments`.
    let attachment: Int
    /// The first segment of the attachment with a prefix around the address.
    let segment: Int?
}

extension TopologyIndex {
    /// Every address of every host.
    var hostAddresses: [HostAddress] {
        attachments.enumerated().flatMap { position, attachment -> [HostAddress] in
            let segments = attachment.segments
            return attachment.attachment.hosts.flatMap { host in
                [host.ipv4?.map(IPAddress.ipv4), host.ipv6?.map(IPAddress.ipv6)]
                    .compactMap(\.self).map { address in
                        HostAddress(
                            address: address, owner: host.label, attachment: position,
                            segment: segments.first { segment in
                                self.segments[segment].prefixes.contains {
                                    $0.value.contains(address.value)
                                }
                            })
                    }
            }
        }
    }
}

extension Host {
    /// The host as messages name it.
    var label: String { name.map { "host " + quoted($0.value.text) } ?? "a host" }
}
