import Diagnostics

extension Check {
    static let segmentRepeated = Check(
        Rule(
            code: "intent.segment-repeated",
            meaning: "An attachment names a segment twice. Frames of a segment leave a port with "
                + "a tag or without one, never both; and where a name stands twice, another was "
                + "most likely meant.",
            bad: "attachments:\n  - {port: \"leaf-1:swp1\", tagged: [web, records], native: web}\n",
            good: "attachments:\n  - {port: \"leaf-1:swp1\", tagged: [records], native: web}\n")
    ) { index, findings in
        for attachment in index.attachments {
            let claims = attachment.attachment.membership.references.compactMap { reference in
                index.segment(reference.value, ofTenant: attachment.tenant).map { segment in
                    Claim(segment, by: quoted(index.segments[segment].path), at: reference.span)
                }
            }
            for (again, first) in repetitions(among: claims) {
                findings.error(
                    "segment \(again.owner) comes out of this port already", at: again.span,
                    notes: [.init("first named here", at: first.span)],
                    hint: "keep one of the two, or name the segment that was meant")
            }
        }
    }
}
