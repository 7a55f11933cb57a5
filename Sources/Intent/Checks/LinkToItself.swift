import Diagnostics

extension Check {
    static let linkToItself = Check(
        Rule(
            code: "intent.link-to-itself",
            meaning: "Both ends of a link are on one device: a loop, or a slip of the pen.",
            bad: "links:\n  - {a: \"leaf-1:swp1\", b: \"leaf-1:swp2\"}\n",
            good: "links:\n  - {a: \"leaf-1:swp1\", b: \"spine-1:swp2\"}\n")
    ) { index, findings in
        for link in index.topology.links where link.a.value.device == link.b.value.device {
            findings.error(
                "both ends of the link are on \(quoted(link.a.value.device.text))",
                at: link.b.span, notes: [.init("the other end", at: link.a.span)],
                hint: "name the device at the far end of the cable")
        }
    }
}
