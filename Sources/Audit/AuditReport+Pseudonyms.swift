import Net

extension AuditReport {
    /// The same report with other addresses, in its texts, its JSON and its evidence. What the topology
    /// says (names, prefixes) stays: it is the operator's own text. Filters of captures, which often
    /// name a host, are not told.
    ///
    /// - Parameter pseudonymiser: nil for the report as it is.
    public func pseudonymised(by pseudonymiser: Pseudonymiser?) -> AuditReport {
        guard let pseudonymiser else { return self }
        var report = self
        for index in report.findings.indices {
            let finding = findings[index]
            report.findings[index].subject = finding.subject.pseudonymised(by: pseudonymiser)
            report.findings[index].sample = Finding.Sample(
                frame: finding.sample.frame.pseudonymised(by: pseudonymiser),
                place: finding.sample.place)
            report.findings[index].evidence = finding.evidence.map {
                $0.pseudonymised(by: pseudonymiser, decoder)
            }
        }
        for index in report.captures.indices { report.captures[index].hideFilters() }
        return report
    }
}

extension Finding.Subject {
    fileprivate func pseudonymised(by pseudonymiser: Pseudonymiser) -> Finding.Subject {
        switch self {
        case .none, .vlan, .vni, .stack, .etherType, .port: self
        case .mac(let mac): .mac(pseudonymiser(mac))
        case .claim(let address, let mac): .claim(pseudonymiser(address), pseudonymiser(mac))
        case .control(let name, let mac): .control(name, pseudonymiser(mac))
        case .tunnel(let source, let destination):
            .tunnel(pseudonymiser(source), pseudonymiser(destination))
        }
    }
}
