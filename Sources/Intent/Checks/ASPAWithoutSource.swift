import Diagnostics

extension Check {
    static let aspaWithoutSource = Check(
        Rule(
            code: "intent.aspa-without-source",
            meaning:
                "Invalid paths are to be refused, and nobody says what networks attest of their "
                + "providers: no cache is asked, and no snapshot holds ASPAs. No path is invalid "
                + "then. A warning.",
            bad: "policy: {aspa: reject-invalid}\n",
            good: "policy: {aspa: reject-invalid, origin_validation: {caches: [{address: "
                + "192.0.2.99}]}}\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange,
            exchange.policy?.originValidation?.caches.isEmpty != false,
            index.topology.validatedPayloads?.aspas.isEmpty != false
        else { return }
        let asked = exchange.routeServers.compactMap { $0.aspa ?? exchange.policy?.aspa }
            .filter { $0.value == .rejectInvalid }
        for span in Set(asked.map(\.span)).sorted() {
            findings.warning(
                "no path is invalid: there are no ASPAs", at: span,
                hint: "take a snapshot with 'cristallo import vrps', or name a cache below "
                    + "'origin_validation:'")
        }
    }
}
