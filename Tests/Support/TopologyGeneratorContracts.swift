/// A contract of a generated topology.
struct GeneratedContract {
    let name: String
    let from: Source
    let to: Destination
    /// Empty where the destination is a service.
    let allow: [String]

    enum Source: Hashable {
        case tenantClass(String)
        case segment(tenant: Int, index: Int)
    }

    enum Destination: Hashable {
        case service(String)
        case segment(tenant: Int, index: Int)
    }
}

extension TopologyGenerator {
    /// The contracts whose parties exist, in the order of their numbers; none is there twice.
    ///
    /// Names and time are for whole classes; directory, backup and the way out for segments; one
    /// contract of five is between two tenants.
    func contracts(among tenants: [GeneratedTenant]) -> [GeneratedContract] {
        let classes = Set(tenants.map(\.tenantClass))
        let numbers = Set(tenants.map(\.number))
        var relations: Set<Relation> = []
        // Those of tenants that are gone take part in the drawing, so that no other one moves.
        return (0..<contracts).compactMap { contract($0, besides: &relations) }.filter { contract in
            switch contract.from {
            case .tenantClass(let name): if !classes.contains(name) { return false }
            case .segment(let tenant, _): if !numbers.contains(tenant) { return false }
            }
            if case .segment(let tenant, _) = contract.to { return numbers.contains(tenant) }
            return true
        }
    }

    /// Two parties that have a contract already.
    private struct Relation: Hashable {
        let from: GeneratedContract.Source
        let to: GeneratedContract.Destination
    }

    private func contract(
        _ number: Int, besides relations: inout Set<Relation>
    ) -> GeneratedContract? {
        if number < 6 {
            let (name, service) = (Self.classes[number / 2], ["dns", "ntp"][number % 2])
            return GeneratedContract(
                name: "\(name)-\(service)", from: .tenantClass(name), to: .service(service),
                allow: [])
        }
        guard tenantsAtFirst > 0 else { return nil }
        var random = generator("contract", number)
        for _ in 0..<16 {
            let (tenant, index) = segment(&random)
            let from = GeneratedContract.Source.segment(tenant: tenant, index: index)
            if random.oneIn(5) {
                let (other, index) = segment(&random)
                let to = GeneratedContract.Destination.segment(tenant: other, index: index)
                guard other != tenant, relations.insert(Relation(from: from, to: to)).inserted
                else { continue }
                return GeneratedContract(
                    name: "permit-\(number)", from: from, to: to, allow: ports(&random))
            }
            let to = GeneratedContract.Destination.service(
                random.pick(["identity", "backup", "internet"]))
            guard relations.insert(Relation(from: from, to: to)).inserted else { continue }
            return GeneratedContract(name: "use-\(number)", from: from, to: to, allow: [])
        }
        return nil
    }

    private func segment(_ random: inout SeededGenerator) -> (tenant: Int, index: Int) {
        (
            Int.random(in: 1...tenantsAtFirst, using: &random),
            Int.random(in: 0..<segmentsPerTenant, using: &random)
        )
    }

    private func ports(_ random: inout SeededGenerator) -> [String] {
        let known = ["tcp/443", "tcp/1433", "tcp/2575", "tcp/5432", "tcp/8443", "udp/6000-6100"]
        return [random.pick(known)] + (random.oneIn(4) ? ["icmp"] : [])
    }
}
