import IR
import Net

/// Software that runs a route server in `RouteServerLab`: how it is started, and how it is asked
/// what it thinks of the routes that it got.
///
/// Scripts are those of `sh`. They run in a directory that holds the configuration, in network and
/// mount namespaces of their own, `/run` being empty.
public enum RouteServerDaemon: String, Sendable, CaseIterable {
    case bird, openbgpd

    /// The name of its configuration in the directory.
    var file: String {
        switch self {
        case .bird: "bird.conf"
        case .openbgpd: "bgpd.conf"
        }
    }

    /// Programs that have to be installed.
    public var tools: [String] {
        switch self {
        case .bird: ["bird", "birdc"]
        // FRR has a program of the same name, which is not in the path.
        case .openbgpd: ["/usr/sbin/bgpd", "bgpctl"]
        }
    }

    /// Starts it in the background.
    var start: String {
        switch self {
        case .bird: "bird -c bird.conf -s bird.ctl -P bird.pid"
        // It changes its root to a directory that systemd makes, and is ready when it answers.
        case .openbgpd:
            """
            mkdir /run/openbgpd && chmod 600 bgpd.conf && /usr/sbin/bgpd -n -f bgpd.conf &&
            { /usr/sbin/bgpd -d -f bgpd.conf >bgpd.log 2>&1 & echo $! >bgpd.pid; } &&
            for try in $(seq 100); do bgpctl show >/dev/null 2>&1 && break; sleep 0.1; done
            """
        }
    }

    var stop: String {
        switch self {
        case .bird: "kill $(cat bird.pid)"
        case .openbgpd: "kill $(cat bgpd.pid)"
        }
    }

    /// Prints all routes that it got, accepted or not. Runs often.
    var listing: String {
        switch self {
        case .bird:
            """
            for table in cr_routes_ipv4 cr_routes_ipv6; do
                birdc -s bird.ctl show route table $table
                birdc -s bird.ctl show route filtered table $table
            done
            """
        case .openbgpd: "bgpctl show rib"
        }
    }

    /// Prints what `verdicts(in:)` reads.
    var dump: String {
        switch self {
        case .bird:
            """
            birdc -s bird.ctl show protocols all
            for table in cr_routes_ipv4 cr_routes_ipv6; do
                echo accepted; birdc -s bird.ctl show route all table $table
                echo refused; birdc -s bird.ctl show route all filtered table $table
            done
            """
        // What it refuses before the filter is an error, and nowhere else.
        case .openbgpd:
            """
            bgpctl show rib detail
            echo errors; bgpctl show rib in error detail neighbor group cr_clients
            """
        }
    }

    /// A route as the server has it.
    struct Kept {
        var client: IPAddress
        var prefix: IPPrefix
        var isAccepted: Bool
        /// Large communities alone.
        var communities: [Community] = []
    }

    func verdicts(in text: String) -> [Kept] {
        switch self {
        case .bird: Self.verdictsOfBIRD(in: text)
        case .openbgpd: Self.verdictsOfOpenBGPD(in: text)
        }
    }

    /// Reads the answers of birdc 2.0.12.
    private static func verdictsOfBIRD(in text: String) -> [Kept] {
        var clients: [Substring: IPAddress] = [:]
        var name: Substring = ""
        var isAccepted = true
        var prefix: IPPrefix?
        var kept: [Kept] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard let first = words.first else { continue }
            if !line.hasPrefix(" "), !line.hasPrefix("\t") { name = first }
            switch (first, words.count) {
            case ("accepted", 1): isAccepted = true
            case ("refused", 1): isAccepted = false
            case ("Neighbor", 3) where words[1] == "address:":
                clients[name] = try? IPAddress(words[2])
            case ("\tBGP.large_community:", _) where !kept.isEmpty:
                kept[kept.count - 1].communities = line.split(separator: "(").dropFirst()
                    .compactMap { group in
                        let numbers = group.prefix { $0 != ")" }.split(separator: ",")
                            .compactMap { UInt32($0.drop { $0 == " " }) }
                        return numbers.count == 3
                            ? .large(numbers[0], numbers[1], numbers[2]) : nil
                    }
            default:
                // Further routes of a prefix are without it.
                if let own = try? IPPrefix(first) { prefix = own }
                guard let bracket = words.first(where: { $0.hasPrefix("[") }), let prefix,
                    let client = clients[bracket.dropFirst()]
                else { continue }
                kept.append(Kept(client: client, prefix: prefix, isAccepted: isAccepted))
            }
        }
        return kept
    }

    /// Reads the answers of bgpctl 7.7. Of what the server says only the reason and the validity
    /// count; the rest are marks that it makes for itself.
    private static func verdictsOfOpenBGPD(in text: String) -> [Kept] {
        var prefix: IPPrefix?
        var isError = false
        var kept: [Kept] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words == ["errors"] { isError = true }
            if line.hasPrefix("BGP routing table entry for "), let last = words.last {
                prefix = try? IPPrefix(last)
            }
            if words.first == "Nexthop", let prefix,
                let index = words.firstIndex(of: "Neighbor"), index + 1 < words.count,
                let client = try? IPAddress(words[index + 1])
            {
                kept.append(Kept(client: client, prefix: prefix, isAccepted: !isError))
            }
            if line.hasPrefix("    Large Communities: "), !kept.isEmpty {
                for word in words.dropFirst(2) {
                    guard let community = try? Community(word),
                        case .large(_, let function, _) = community,
                        [CommunityPlan.validity, CommunityPlan.rejection].contains(function)
                    else { continue }
                    kept[kept.count - 1].communities.append(community)
                }
            }
        }
        return kept
    }
}
