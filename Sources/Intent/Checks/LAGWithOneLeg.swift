import Diagnostics

extension Check {
    static let lagWithOneLeg = Check(
        Rule(
            code: "intent.lag-with-one-leg",
            meaning: "A LAG of fewer than two ports protects against nothing.",
            bad: "lags:\n  - {name: bond1, device: leaf-1, ports: [swp1]}\n",
            good: "lags:\n  - {name: bond1, device: leaf-1, ports: [swp1, swp2]}\n")
    ) { index, findings in
        for lag in index.topology.lags where lag.ports.count < 2 {
            let count = lag.ports.isEmpty ? "no leg" : "one leg"
            findings.warning(
                "LAG \(quoted(lag.name.value.text)) has \(count)", at: lag.name.span,
                hint: "add a second port, or use the port without a LAG")
        }
    }
}
