import Diagnostics
import Intent
import Net

/// Whether less than half is left of a list: registries and directories lose data, and a filter without
/// it cuts a member off.
func hasShrunk(from before: Int, to now: Int) -> Bool { 2 * now < before }

/// How much the filter of one member lets pass.
struct FilterSize: Equatable {
    let prefixes: [AddressFamily: Int]
    let origins: Int

    init(prefixes: Set<IPPrefix>, origins: Int) {
        self.prefixes = Dictionary(grouping: prefixes, by: \.family).mapValues(\.count)
        self.origins = origins
    }

    /// What is less than half of before, as a sentence; nil where nothing is.
    func shrinkage(since earlier: FilterSize) -> String? {
        for family in AddressFamily.allCases {
            let (before, now) = (earlier.prefixes[family] ?? 0, prefixes[family] ?? 0)
            if hasShrunk(from: before, to: now) {
                let prefixes = counted(before, "\(family) prefix", "\(family) prefixes")
                return "\(prefixes) before, \(now) now"
            }
        }
        guard hasShrunk(from: earlier.origins, to: origins) else { return nil }
        return "\(counted(earlier.origins, "origin")) before, \(origins) now"
    }
}

/// The sizes of the filters of all members. They are kept in the manifest of a release, so that the
/// next one can be compared with it: members are known by their AS numbers, whatever their names.
struct FilterSizes {
    private var members: [(asn: ASN, name: String, size: FilterSize)] = []

    init(of exchange: Exchange) {
        for member in exchange.members {
            // No origins stand for the member's own AS number.
            let size = FilterSize(
                prefixes: Set(member.prefixes.map(\.value)),
                origins: max(1, Set(member.origins.map(\.value)).count))
            members.append((member.asn.value, member.name.value.text, size))
        }
        members.sort { $0.asn < $1.asn }
    }

    /// Of no member.
    init() {}

    /// What the manifest of a release says; nil where it does not say all of it.
    init?(manifest: JSONValue) {
        guard let entries = manifest["filters"]?.array else { return nil }
        for entry in entries {
            guard let asn = entry["asn"]?.asn, let name = entry["member"]?.string,
                let size = FilterSize(entry)
            else { return nil }
            members.append((asn, name, size))
        }
    }

    var json: JSONValue {
        .array(
            members.map { member in
                [
                    "asn": .integer(Int(member.asn.rawValue)), "member": .string(member.name),
                    "ipv4": .integer(member.size.prefixes[.ipv4] ?? 0),
                    "ipv6": .integer(member.size.prefixes[.ipv6] ?? 0),
                    "origins": .integer(member.size.origins),
                ]
            })
    }

    /// Refuses where the filter of a member that is still there shrank too much.
    ///
    /// - Parameter accepted: names of members of which it is meant.
    func check(since earlier: FilterSizes, accepting accepted: [String]) throws(Failure) {
        let names = members.map(\.name)
        if let stranger = accepted.first(where: { !names.contains($0) }) {
            throw Failure(
                .usage, "--accept-shrink: there is no member \(quoted(stranger))",
                hint: names.nearest(to: stranger).map { "did you mean '\($0)'?" })
        }
        var shrunk: [(name: String, sentence: String)] = []
        let before = Dictionary(
            earlier.members.map { ($0.asn, $0.size) }, uniquingKeysWith: { first, _ in first })
        for member in members where !accepted.contains(member.name) {
            guard let size = before[member.asn],
                let sentence = member.size.shrinkage(since: size)
            else { continue }
            shrunk.append((member.name, "\(member.name): \(sentence)"))
        }
        guard !shrunk.isEmpty else { return }
        let options = shrunk.map { "--accept-shrink \($0.name)" }.joined(separator: " ")
        throw Failure(
            .undecided,
            "filters shrank since the last release, which stays as it is\n"
                + shrunk.map { "  \($0.sentence)" }.joined(separator: "\n"),
            hint: "look at what the members may announce, or repeat it with \(options)")
    }
}

extension FilterSize {
    fileprivate init?(_ entry: JSONValue) {
        guard let ipv4 = entry["ipv4"]?.integer, let ipv6 = entry["ipv6"]?.integer,
            let origins = entry["origins"]?.integer
        else { return nil }
        prefixes = [.ipv4: ipv4, .ipv6: ipv6]
        self.origins = origins
    }
}
