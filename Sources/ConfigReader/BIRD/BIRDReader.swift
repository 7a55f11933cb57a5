// bird.conf of a route server, as BIRD 2.0.12 reads it.
//
// The server's policy is two functions, one for each family, that every client's import filter
// calls with the client's own numbers and sets. A function is understood where each of its
// statements refuses a route for a reason that is known here, and the last accepts: then the order
// of the reasons does not matter. A client is understood where its session, its channel and the
// arguments of the call are exactly those of a route server client (RFC 7947).

import Forwarding
import Net

struct BIRDReader {
    var findings: Findings
    private let configuration: BIRDConfiguration

    init(_ source: SourceText) {
        var parser = BIRDParser(source)
        parser.parse()
        findings = parser.findings
        configuration = parser.configuration
        if let (address, line) = parser.routerID {
            findings.say(.routerID(address), at: line)
        } else {
            findings.miss("router id")
        }
    }

    mutating func read() {
        if !configuration.hasDeviceProtocol { findings.miss("protocol device") }
        let functions = configuration.functions.values.sorted { $0.family < $1.family }
        for function in functions { read(function) }
        readBogonASNs(functions)
        var servers: Set<Server> = []
        var clients: Set<IPAddress> = []
        for session in configuration.sessions {
            guard let neighbour = session.neighbour, let local = session.local,
                let channel = session.channel, neighbour.0.family == channel.family,
                local.0.family == channel.family, session.settings == BIRDParser.sessionSettings,
                channel.settings == BIRDParser.channelSettings,
                channel.table == configuration.tables[channel.family]
            else {
                findings.refuse(session.line, "not a whole session of a route server client")
                continue
            }
            if servers.insert(Server(asn: local.1, address: local.0)).inserted {
                findings.say(.routeServer(local.1, address: local.0), at: local.line)
            }
            if !clients.insert(neighbour.0).inserted {
                findings.refuse(neighbour.line, "a second session with the address")
            }
            findings.say(.routeServerClient(neighbour.1, address: neighbour.0), at: neighbour.line)
            readImports(of: channel, from: neighbour.0, neighbour.1)
        }
    }

    private struct Server: Hashable {
        var asn: ASN
        var address: IPAddress
    }

    // MARK: Functions

    private static let longestPath = 64

    /// What holds for everybody.
    private mutating func read(_ function: BIRDConfiguration.Function) {
        var wanted: Set<BIRDConfiguration.Refusal> = [
            .pathShorterThan(1), .pathLongerThan(Self.longestPath), .otherNeighbour, .otherNextHop,
            .otherOrigin, .otherPrefix,
        ]
        for (refusal, line) in function.refusals {
            switch refusal {
            case .shorterThan, .longerThan, .bogonASN: break
            case .insideLAN(let set):
                for element in elements(of: set, at: line) {
                    guard element.text.hasSuffix("+"), element.lengths == nil,
                        let prefix = prefix(String(element.text.dropLast()), function.family)
                    else {
                        findings.refuse(element.line, "not a prefix with all inside it")
                        continue
                    }
                    findings.say(.routeServerLAN(prefix), at: element.line)
                }
            case .bogon(let set):
                for element in elements(of: set, at: line) {
                    guard let (prefix, lengths) = prefixRange(element, function.family) else {
                        continue
                    }
                    findings.say(.routeServerBogon(prefix, lengths: lengths), at: element.line)
                }
            default:
                if wanted.remove(refusal) == nil {
                    findings.refuse(line, "said twice, or with another number")
                }
            }
        }
        if !wanted.isEmpty { findings.refuse(function.line, "does not refuse all that it should") }
        readLengths(of: function)
    }

    private mutating func readLengths(of function: BIRDConfiguration.Function) {
        var least: [(Int, line: Int)] = []
        var most: [Int] = []
        for (refusal, line) in function.refusals {
            if case .shorterThan(let length) = refusal { least.append((length, line)) }
            if case .longerThan(let length) = refusal { most.append(length) }
        }
        guard least.count == 1, most.count == 1, least[0].0 <= most[0] else {
            findings.refuse(function.line, "no range of accepted lengths")
            return
        }
        findings.say(
            .routeServerLengths(function.family, least[0].0...most[0]), at: least[0].line)
    }

    /// The numbers are the same for both families: one set, or none.
    private mutating func readBogonASNs(_ functions: [BIRDConfiguration.Function]) {
        let uses = functions.map { function in
            function.refusals.compactMap { refusal, line -> (set: String, line: Int)? in
                if case .bogonASN(let set) = refusal { (set, line) } else { nil }
            }
        }
        guard let use = uses.first?.first else {
            for use in uses.joined() { findings.refuse(use.line, "not for both families") }
            return
        }
        for (function, uses) in zip(functions, uses) where uses.map(\.set) != [use.set] {
            findings.refuse(function.line, "not the AS numbers that the other family refuses")
        }
        for element in elements(of: use.set, at: use.line) {
            let bounds = element.text.split(separator: ".", omittingEmptySubsequences: false)
                .map { String($0) }
            let isRange = bounds.count == 3 && bounds[1].isEmpty
            guard let first = UInt32(reading: bounds[0]),
                let last = UInt32(reading: bounds[bounds.count - 1]), first <= last,
                isRange || bounds.count == 1, element.lengths == nil
            else {
                findings.refuse(element.line, "no AS number and no range of them")
                continue
            }
            findings.say(.routeServerBogonASNs(first...last), at: element.line)
        }
    }

    // MARK: Clients

    private mutating func readImports(
        of channel: BIRDConfiguration.Channel, from address: IPAddress, _ asn: ASN
    ) {
        guard let (imports, line) = channel.imports else {
            findings.refuse(channel.line, "no import: BIRD would accept everything")
            return
        }
        guard case .accepted(let name, let arguments) = imports else { return }
        guard let function = configuration.functions[name], function.family == channel.family,
            arguments.prefix(2) == [asn.description, address.description]
        else {
            findings.refuse(line, "not the policy of the family, or not with the client's numbers")
            return
        }
        let longest = function.refusals.lazy.compactMap { refusal, _ in
            if case .longerThan(let length) = refusal { length } else { nil as Int? }
        }.first
        for element in elements(of: arguments[2], at: line) {
            guard let (prefix, lengths) = prefixRange(element, channel.family) else { continue }
            findings.say(.routeServerPrefix(client: address, prefix), at: element.line)
            if lengths != prefix.length...max(prefix.length, longest ?? 0) {
                findings.refuse(element.line, "not up to the longest length that is accepted")
            }
        }
        for element in elements(of: arguments[3], at: line) {
            guard let origin = ASN(reading: element.text), element.lengths == nil else {
                findings.refuse(element.line, "no AS number")
                continue
            }
            findings.say(.routeServerOrigin(client: address, origin), at: element.line)
        }
    }

    // MARK: Sets

    private mutating func elements(
        of name: String, at line: Int
    ) -> [BIRDConfiguration.Element] {
        guard let elements = configuration.sets[name] else {
            findings.refuse(line, "no set of that name")
            return []
        }
        return elements
    }

    private func prefix(_ text: String, _ family: AddressFamily) -> IPPrefix? {
        guard let prefix = IPPrefix(reading: text), prefix.family == family else { return nil }
        return prefix
    }

    /// Nil after the element has been refused.
    private mutating func prefixRange(
        _ element: BIRDConfiguration.Element, _ family: AddressFamily
    ) -> (IPPrefix, ClosedRange<Int>)? {
        guard let prefix = prefix(element.text, family), let lengths = element.lengths,
            lengths.lowerBound >= prefix.length, lengths.upperBound <= family.bitWidth
        else {
            findings.refuse(element.line, "not a prefix of the family with the lengths inside it")
            return nil
        }
        return (prefix, lengths)
    }
}
