import Foundation
import IR
import Net

/// A route server as it runs, with all of its clients, in network namespaces of its own.
///
///     let lab = RouteServerLab(server, .bird, configuration: text)
///     let outcomes = try lab.run(announcements)
///
/// All announcements are made in one run: each needs a prefix that its client announces only once.
/// Clients connect from their own addresses on a LAN that the server shares with them, say what
/// they are given, octet for octet (`BGPMessage`), and remember what they get. What documentation
/// ranges would spoil, the server's lists of bogons among it, is for the caller to change in the
/// `RouteServer` and the configuration alike.
///
/// Needs root, iproute2 and the daemon (`isPossible`), and takes some seconds.
public struct RouteServerLab {
    public struct Announcement: Hashable, Sendable {
        /// The address of the client that makes it.
        public var client: IPAddress
        public var route: BGPRoute

        public init(from client: IPAddress, _ route: BGPRoute) {
            self.client = client
            self.route = route
        }
    }

    /// What the server made of an announcement.
    public enum Verdict: Hashable, Sendable {
        /// Accepted, with what the server says about it (`RS:1000…1999:*`).
        case accepted([Community])
        /// Refused, and for which reason; nil where the server did not say.
        case refused(RejectReason?)
        /// The server does not have it: it took it for none (RFC 7606), or for a loop.
        case ignored
    }

    public struct Outcome: Sendable {
        public var verdict: Verdict
        /// Routes to the prefix that the other clients got, whoever made them; clients that got
        /// none are absent. One where the client does not get all paths.
        public var received: [IPAddress: [BGPRoute]]
    }

    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    let server: RouteServer
    let daemon: RouteServerDaemon
    let configuration: String

    /// - Parameter configuration: the daemon's main file, made of `server`.
    public init(_ server: RouteServer, _ daemon: RouteServerDaemon, configuration: String) {
        self.server = server
        self.daemon = daemon
        self.configuration = configuration
    }

    /// Whether the machine can run it, or has to because it promises all tools.
    public static func isPossible(with daemon: RouteServerDaemon) -> Bool {
        geteuid() == 0 && (["ip", "unshare"] + daemon.tools).allSatisfy(hasTool)
    }

    /// The outcome of each announcement, in their order.
    ///
    /// - Parameters:
    ///   - files: further files in the daemon's directory.
    ///   - setup: lines of `sh` before the daemon starts, in its directory and namespaces.
    ///   - afterwards: lines of `sh` once the announcements are made and their effects seen: what
    ///     they change counts, too.
    ///   - cleanup: lines of `sh` at the end.
    public func run(
        _ announcements: [Announcement], files: [String: String] = [:], setup: String = "",
        afterwards: String = "", cleanup: String = ""
    ) throws -> [Outcome] {
        var known: Set<Place> = []
        for announcement in announcements {
            let place = Place(client: announcement.client, prefix: announcement.route.prefix)
            guard known.insert(place).inserted else {
                throw Failed(description: "\(place.client) announces \(place.prefix) twice")
            }
        }
        return try TemporaryDirectory.with { directory in
            var files = files
            files[daemon.file] = configuration
            files["plan"] = plan(of: announcements)
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            let result = try runTool(
                "unshare",
                ["--mount", "--net", "sh", "-c", script(in: directory, setup, afterwards, cleanup)])
            func text(_ name: String) -> String {
                (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)) ?? ""
            }
            guard result.status == 0 else {
                let log = [result.outputText, result.errorText, text("spoken"), text("log")]
                throw Failed(description: log.joined(separator: "\n"))
            }
            return outcomes(of: announcements, dump: text("dump"), spoken: text("spoken"))
        }
    }

    // MARK: Before

    /// The last announcement of each client. Once the server has all of these it has all others,
    /// too; it refuses them, or nobody asks for them.
    private func sentinel(of index: Int) -> BGPRoute {
        let client = server.clients[index]
        let family = client.family
        // RFC 2544 and RFC 5180: for tests of devices.
        let base: UInt128 = family == .ipv4 ? 0xc612_0000 : 0x2001_0002 << 96
        let address = IPAddress(family: family, bits: base + UInt128(index))
        return BGPRoute(
            prefix: IPPrefix(containing: address, length: family.bitWidth),
            path: ASPath(segments: [.sequence([client.asn.rawValue])]), nextHop: client.address)
    }

    /// The clients of each session: one of each family that it carries.
    private var sessions: [Range<Int>] {
        var sessions: [Range<Int>] = []
        for (index, client) in server.clients.enumerated() {
            if let last = sessions.last, server.clients[last.lowerBound].address == client.address {
                sessions[sessions.count - 1] = last.lowerBound..<index + 1
            } else {
                sessions.append(index..<index + 1)
            }
        }
        return sessions
    }

    /// See `RouteSpeaker`.
    private func plan(of announcements: [Announcement]) -> String {
        sessions.enumerated().map { number, channels in
            let client = server.clients[channels.upperBound - 1]
            guard let address = server.address(client.address.family) else {
                preconditionFailure("a client has a family that the server has not")
            }
            let open = BGPMessage.open(
                asn: client.asn, identifier: 0x0900_0000 + UInt32(number + 1),
                families: channels.map { server.clients[$0].family },
                takesAllPaths: client.getsAllPaths,
                hasExtendedNextHop: channels.contains { server.clients[$0].hasExtendedNextHop },
                hasRole: server.hasRoles)
            let routes =
                announcements.filter { $0.client == client.address }.map(\.route)
                + channels.map(sentinel)
            let messages = routes.map { hexadecimal(BGPMessage.update($0)) }
            return [
                "session", client.address.description, address.description,
                client.hasGTSM ? "255" : "64", hexadecimal(open), messages.joined(separator: ","),
            ].joined(separator: " ") + "\n"
        }.joined()
    }

    private func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The server's end of the LAN in the namespace at hand, and that of the clients in one of that
    /// name.
    var network: String {
        func length(_ address: IPAddress) -> Int {
            server.ownLANs.first { $0.contains(address) }?.length
                ?? (address.family == .ipv4 ? 24 : 64)
        }
        func add(_ address: IPAddress, _ place: String) -> String {
            "ip \(place) addr add \(address)/\(length(address)) dev lan"
                + (address.family == .ipv6 ? " nodad" : "")
        }
        let addresses =
            server.addresses.map { add($0, "") }
            + sessions.map { add(server.clients[$0.lowerBound].address, "-n clients") }
        return """
            mount -t tmpfs none /run && mkdir /run/netns && ip netns add clients || exit 1
            ip link add lan type veth peer name lan netns clients || exit 1
            ip link set lo up; ip -n clients link set lo up
            ip link set lan up; ip -n clients link set lan up
            \(addresses.joined(separator: "\n"))
            """
    }

    private func script(
        in directory: String, _ setup: String, _ afterwards: String, _ cleanup: String
    ) -> String {
        let sentinels = server.clients.indices.map { "\(sentinel(of: $0).prefix)" }
        let speaker = OutsideProgram(built: "RouteSpeaker").path
        return """
            \(network)
            cd \(directory)
            \(setup)
            (\(daemon.start)) >log 2>&1 || { echo "the server does not start" >&2; exit 1; }
            ip netns exec clients \(speaker) plan >spoken & speaker=$!
            printf '%s\\n' \(sentinels.joined(separator: " ")) >sentinels
            list() { \(daemon.listing); }
            tries=0
            until [ "$(list | grep -Fwf sentinels | wc -l)" -ge \(sentinels.count) ]; do
                tries=$((tries + 1)); sleep 0.3
                [ $tries -lt 200 ] || { echo "routes are missing" >&2; list >&2; break; }
            done
            # What the server has, it tells at once; it is silent where there is nothing more.
            settle() {
                before=-1; now=0
                until [ $now = $before ]; do sleep 1; before=$now; now=$(wc -c <spoken); done
            }
            settle
            \(afterwards.isEmpty ? "" : afterwards + "\nsettle")
            (\(daemon.dump)) >dump 2>&1
            kill $speaker; \(daemon.stop)
            \(cleanup)
            [ $tries -lt 200 ]
            """
    }

    // MARK: After

    private struct Place: Hashable {
        var client: IPAddress
        var prefix: IPPrefix
    }

    private func outcomes(
        of announcements: [Announcement], dump: String, spoken: String
    ) -> [Outcome] {
        var verdicts: [Place: Verdict] = [:]
        for kept in daemon.verdicts(in: dump) {
            verdicts[Place(client: kept.client, prefix: kept.prefix)] = verdict(of: kept)
        }
        let received = received(in: spoken)
        return announcements.map { announcement in
            let prefix = announcement.route.prefix
            var routes: [IPAddress: [BGPRoute]] = [:]
            for client in server.clients where client.address != announcement.client {
                routes[client.address] = received[Place(client: client.address, prefix: prefix)]
            }
            return Outcome(
                verdict: verdicts[Place(client: announcement.client, prefix: prefix)] ?? .ignored,
                received: routes)
        }
    }

    private func verdict(of kept: RouteServerDaemon.Kept) -> Verdict {
        let plan = CommunityPlan(asn: server.asn)
        let reasons = kept.communities.compactMap { community -> RejectReason? in
            guard case .large(server.asn.rawValue, CommunityPlan.rejection, let number) = community
            else { return nil }
            return RejectReason(rawValue: number)
        }
        // A daemon may keep what it refused as a route that goes to nobody.
        if kept.isAccepted, reasons.isEmpty {
            return .accepted(kept.communities.filter(plan.isStatement).sorted())
        }
        return .refused(reasons.count == 1 ? reasons[0] : nil)
    }

    /// What each client has in the end, by client and prefix.
    private func received(in spoken: String) -> [Place: [BGPRoute]] {
        let sessions = sessions
        var tables: [IPAddress: [BGPUpdate.Reached: BGPRoute]] = [:]
        for line in spoken.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "update", let index = Int(words[1]) else {
                continue
            }
            let client = server.clients[sessions[index].lowerBound]
            let digits = Array(words[2]).compactMap { $0.hexDigitValue.map(UInt8.init) }
            let octets = stride(from: 0, to: digits.count - 1, by: 2).map {
                digits[$0] << 4 | digits[$0 + 1]
            }
            guard let update = BGPUpdate(octets, hasPathIDs: client.getsAllPaths) else { continue }
            for gone in update.withdrawn { tables[client.address]?[gone] = nil }
            for (place, route) in update.routes {
                tables[client.address, default: [:]][place] = route
            }
        }
        var result: [Place: [BGPRoute]] = [:]
        for (client, table) in tables {
            for (reached, route) in table.sorted(by: { $0.key.pathID < $1.key.pathID }) {
                result[Place(client: client, prefix: reached.prefix), default: []].append(route)
            }
        }
        return result
    }
}
