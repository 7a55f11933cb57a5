import Diagnostics

extension Check {
    /// Links between devices are routed: VLANs cross the fabric in VXLAN, never on a trunk.
    static let vlanMissingAtFarEnd = Check(
        Rule(
            code: "intent.vlan-missing-at-far-end",
            meaning: "An attachment is on a port that a link joins to another device: its VLANs "
                + "leave on a trunk whose far end lacks them, and frames get lost or lead "
                + "somewhere else. Segments cross the fabric by themselves.",
            bad: "links: [{a: \"leaf-1:swp9\", b: \"leaf-2:swp9\"}]\n"
                + "attachments: [{port: \"leaf-1:swp9\", tagged: [web]}]\n",
            good: "links: [{a: \"leaf-1:swp9\", b: \"leaf-2:swp9\"}]\n"
                + "attachments: [{port: \"leaf-1:swp8\", tagged: [web]}]\n")
    ) { index, findings in
        for (port, uses) in index.ports.uses.enumerated() where uses.count > 1 {
            let links = uses.compactMap { use -> (Int, SourceSpan)? in
                if case .link(let link) = use.use { (link, use.span) } else { nil }
            }
            guard let (link, place) = links.first else { continue }
            let ends = index.ports.linkEnds[link]
            let far = ends.a == port ? ends.b : ends.a
            let farSegments = far.map { index.segments(onPort: $0) } ?? []
            let farName = quoted(
                (ends.a == port ? index.topology.links[link].b : index.topology.links[link].a)
                    .value.description)
            for case .attachment(let position) in uses.map(\.use) {
                let attachment = index.attachments[position]
                let missing = attachment.segments.filter { !farSegments.contains($0) }
                let names = missing.map { quoted(index.segments[$0].path) }
                let message =
                    names.isEmpty
                    ? "a trunk to \(farName) is also a routed link, which carries no VLANs"
                    : "\(names.joined(separator: ", ")) would leave for \(farName), "
                        + "where the VLAN is missing"
                findings.error(
                    message, at: attachment.attachment.port.span,
                    notes: [.init("the link", at: place)],
                    hint: "attach hosts to another port; segments reach other devices by themselves"
                )
            }
        }
    }
}

extension TopologyIndex {
    /// The segments that come out of a port.
    fileprivate func segments(onPort port: Int) -> [Int] {
        ports.uses[port].flatMap { use -> [Int] in
            if case .attachment(let position) = use.use {
                attachments[position].segments
            } else {
                []
            }
        }
    }
}
