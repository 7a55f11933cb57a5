import Net

/// Software that runs a route server in `RouteServerLab`: how it is started, and how it is asked
/// what it thinks of the routes that it got.
///
/// Scripts are those of `sh`. They run in a directory that holds the configuration, in network and
/// mount namespaces of their own, `/run` being empty.
public enum RouteServerDaemon: String, Sendable, CaseIterable {
    case bird

    /// The name of its configuration in the directory.
    var file: String {
        switch self {
        case .bird: "bird.conf"
        }
    }

    /// Programs that have to be installed.
    public var tools: [String] {
        switch self {
        case .bird: ["bird", "birdc"]
        }
    }

    /// Starts it in the background.
    var start: String {
        switch self {
        case .bird: "bird -c bird.conf -s bird.ctl -P bird.pid"
        }
    }

    var stop: String {
        switch self {
        case .bird: "kill $(cat bird.pid)"
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
}
