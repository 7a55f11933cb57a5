/// What a tenant of a generated topology looks like: a function of the seed and its number.
struct GeneratedTenant {
    /// From 1; 0 is the tenant `core`.
    let number: Int
    let tenantClass: String
    let name: String
    let segments: [GeneratedSegment]
    var attachments: [Attachment] = []

    struct Attachment {
        let leaf: Int
        /// Counted from 1 on its leaf.
        let port: Int
        let segments: [GeneratedSegment]
        let hosts: [Host]
    }

    struct Host {
        let segment: GeneratedSegment
        /// From 1 within the segment.
        let number: Int
    }
}

/// A segment with the addresses that follow from its tenant's number and its own.
struct GeneratedSegment {
    let tenant: Int
    /// From 0 within the tenant.
    let index: Int
    /// Counted over all tenants.
    let ordinal: Int

    private static let names = [
        "server", "uffici", "archivio", "portale", "registro", "sensori", "voce", "stampa",
    ]

    var name: String {
        let name = Self.names[index % Self.names.count]
        return index < Self.names.count ? name : "\(name)-\(index / Self.names.count + 1)"
    }

    var ipv4: String { "\(stemIPv4).0/24" }
    var ipv6: String { "\(stemIPv6)::/64" }

    /// A station: the addresses 10 and up, behind the gateway and some room for others.
    func addresses(ofHost number: Int) -> (mac: String, ipv4: String, ipv6: String) {
        let place = number + 9
        let octets = [6, ordinal >> 16 & 255, ordinal >> 8 & 255, ordinal & 255, 0, place]
        let mac = octets.map { ($0 < 16 ? "0" : "") + hexadecimal($0) }.joined(separator: ":")
        return (mac, "\(stemIPv4).\(place)", "\(stemIPv6)::\(hexadecimal(place))")
    }

    private var stemIPv4: String { "10.\(ordinal >> 8).\(ordinal & 255)" }
    private var stemIPv6: String { "2001:db8:\(hexadecimal(tenant)):\(hexadecimal(index + 1))" }

    private func hexadecimal(_ value: Int) -> String { String(value, radix: 16) }
}

extension TopologyGenerator {
    static let classes = ["regional", "health", "municipal"]

    /// Every tenant there ever was, with the ports that it has or had: a port is not given to
    /// another when its tenant goes.
    func tenantsEverPlaced() -> [GeneratedTenant] {
        var used: [Int: Int] = [1: 1, 2: 1]  // `core` has the first port of the first pair.
        return (1..<tenantsEver + 1).map { number in
            var tenant = tenant(number)
            var random = generator("attachments", number)
            let pair = Int.random(in: 0..<occupiedLeaves / 2, using: &random)
            let legs = [2 * pair + 1, 2 * pair + 2]
            for (index, leaf) in legs.enumerated() {
                tenant.attach(to: leaf, at: &used, tenant.segments) { segment in
                    (1..<hostsPerSegment + 1).filter { $0 % 2 == index }
                        .map { .init(segment: segment, number: $0) }
                }
            }
            if random.oneIn(2) {
                let leaf = Int.random(in: 1...occupiedLeaves, using: &random)
                let segment = random.pick(tenant.segments)
                tenant.attach(to: leaf, at: &used, [segment]) {
                    [.init(segment: $0, number: 201)]
                }
            }
            return tenant
        }
    }

    private func tenant(_ number: Int) -> GeneratedTenant {
        var random = generator("tenant", number)
        let share = Int.random(in: 0..<25, using: &random)  // as in the cloud: 5, 6 and 14 of 25
        let place = share < 5 ? 0 : share < 11 ? 1 : 2
        let segments = (0..<segmentsPerTenant).map { index in
            GeneratedSegment(
                tenant: number, index: index, ordinal: (number - 1) * segmentsPerTenant + index)
        }
        return GeneratedTenant(
            number: number, tenantClass: Self.classes[place],
            name: "\(["ente", "asl", "comune"][place])-\(number)", segments: segments)
    }

    /// Random numbers that belong to one object: another object draws none of them.
    func generator(_ purpose: String, _ number: Int) -> SeededGenerator {
        var mixed = seed
        for octet in purpose.utf8 { mixed = (mixed ^ UInt64(octet)) &* 0x100_0000_01b3 }
        var first = SeededGenerator(seed: mixed &+ UInt64(number))
        return SeededGenerator(seed: first.next())
    }
}

extension GeneratedTenant {
    fileprivate mutating func attach(
        to leaf: Int, at used: inout [Int: Int], _ segments: [GeneratedSegment],
        hosts: (GeneratedSegment) -> [Host]
    ) {
        let port = used[leaf, default: 0] + 1
        used[leaf] = port
        attachments.append(
            Attachment(
                leaf: leaf, port: port, segments: segments, hosts: segments.flatMap(hosts)))
    }
}
