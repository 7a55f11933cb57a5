import Diagnostics

extension Check {
    /// Silent where the default is written and could not be read.
    static let classWithoutDefault = Check(
        Rule(
            code: "intent.class-without-default",
            meaning: "A class does not say what holds where no contract does. There is no silent "
                + "default: whoever reads the topology must see that it is forbidden.",
            bad: "classes:\n  - {name: health}\n",
            good: "classes:\n  - {name: health, default: deny}\n")
    ) { index, findings in
        for tenantClass in index.topology.classes where tenantClass.defaultRule == nil {
            let name = tenantClass.name.value.text
            if index.topology.unreadNames.contains(name) { continue }
            findings.error(
                "class \(quoted(name)) does not say what holds where no contract does",
                at: tenantClass.name.span, hint: "add default: deny")
        }
    }
}
