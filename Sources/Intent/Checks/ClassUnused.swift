import Diagnostics

extension Check {
    /// Silent where a tenant could not be read: it may well be of the class.
    static let classUnused = Check(
        Rule(
            code: "intent.class-unused",
            meaning: "No tenant is of a class: contracts that name it permit nothing. Most often "
                + "a tenant has gone and the class was forgotten.",
            bad: "classes:\n  - {name: health, default: deny}\n  - {name: school, default: deny}\n"
                + "tenants:\n  - {name: hospital, class: health}\n",
            good: "classes:\n  - {name: health, default: deny}\n"
                + "tenants:\n  - {name: hospital, class: health}\n")
    ) { index, findings in
        guard index.topology.unreadNames.isEmpty else { return }
        let used = Set(index.topology.tenants.map(\.tenantClass.value))
        for tenantClass in index.topology.classes where !used.contains(tenantClass.name.value) {
            findings.warning(
                "no tenant is of class \(quoted(tenantClass.name.value.text))",
                at: tenantClass.name.span, hint: "remove the class, or put a tenant into it")
        }
    }
}
