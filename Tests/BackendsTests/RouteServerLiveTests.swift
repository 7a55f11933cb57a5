import Foundation
import IR
import TestSupport
import Testing

@testable import Backends

/// Two BIRDs in network namespaces: ours as generated, and a client that announces what it
/// should and what it should not.
@Suite struct RouteServerLiveTests {
    /// The first client of the exchange's first route server. Its own prefix is longer than others
    /// may be, since the example has only documentation prefixes to give.
    private static func server() throws -> (text: String, client: RouteServerClient, RouteServer) {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let index = try #require(fabric.devices.firstIndex { $0.routeServer != nil })
        let server = try #require(fabric.devices[index].routeServer)
        let position = try #require(
            server.clients.firstIndex {
                $0.address.family == .ipv4 && $0.prefixes.contains { $0.length < 28 }
            })
        fabric.devices[index].routeServer?.clients[position].limit?.prefixes = 100
        let files = generateFiles(for: DeviceID(index), of: fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/bird.conf") }?.text)
        return (text, server.clients[position], server)
    }

    /// A route of the client: where it leads, its AS path, and whose next hop it has.
    private struct Announcement {
        var prefix: String
        var path: String
        var nextHop: String?
        var isAccepted: Bool
    }

    @Test(
        "what a client may announce is accepted, all else is refused",
        .enabled(
            if: Validator.bird.isWanted && hasTool("ip") && geteuid() == 0,
            "needs bird2, iproute2 and root"))
    func verdicts() throws {
        let (text, client, server) = try Self.server()
        let own = try #require(client.prefixes.first { $0.length < 28 })
        let inside = "\(own.address)/28"
        let asn = "\(client.asn)"
        let other = try #require(
            server.clients.first { $0.asn != client.asn && $0.address.family == .ipv4 })
        let announcements = [
            Announcement(prefix: "\(own)", path: "\(asn) \(asn)", isAccepted: true),
            Announcement(prefix: inside, path: asn, isAccepted: false),
            Announcement(prefix: "10.20.0.0/16", path: asn, isAccepted: false),
            Announcement(prefix: "0.0.0.0/0", path: asn, isAccepted: false),
            Announcement(prefix: "9.9.9.0/24", path: asn, isAccepted: false),
            Announcement(prefix: "\(server.ownLANs[0])", path: asn, isAccepted: false),
        ]
        let wrong = [
            Announcement(prefix: "\(own)", path: "64499 \(asn)", isAccepted: false),
            Announcement(prefix: "\(own)", path: "\(asn) 3356", isAccepted: false),
            Announcement(prefix: "\(own)", path: "\(asn) 65535 \(asn)", isAccepted: false),
            Announcement(
                prefix: "\(own)", path: asn, nextHop: "\(other.address)", isAccepted: false),
        ]
        // A prefix has one route at a time, so each wrong attribute needs a run of its own.
        for routes in [announcements] + wrong.map({ [$0] }) {
            let seen = try Self.run(text, client, server, routes)
            let accepted = routes.filter(\.isAccepted).map(\.prefix)
            let refused = routes.filter { !$0.isAccepted }.map(\.prefix)
            #expect(seen.accepted == Set(accepted), "\(routes)")
            #expect(seen.refused == Set(refused), "\(routes)")
        }
    }

    /// Starts both, waits for the session and the routes, and asks the server what it has.
    private static func run(
        _ text: String, _ client: RouteServerClient, _ server: RouteServer,
        _ routes: [Announcement]
    ) throws -> (accepted: Set<String>, refused: Set<String>) {
        let statics = routes.map { "route \($0.prefix) blackhole;" }.joined(separator: "\n")
        let attributes = routes.map { route in
            let prepends = route.path.split(separator: " ").reversed()
                .map { "bgp_path.prepend(\($0));" }.joined(separator: " ")
            return "if net = \(route.prefix) then { \(prepends) "
                + "bgp_next_hop = \(route.nextHop ?? "\(client.address)"); }"
        }.joined(separator: "\n")
        let peer = """
            router id 9.0.0.1;
            protocol device {}
            protocol static { ipv4; \(statics) }
            filter cr_out { \(attributes) accept; }
            protocol bgp server {
                local \(client.address) as \(client.asn);
                neighbor \(server.addresses[0]) as \(server.asn);
                rs client; connect delay time 1;
                ipv4 { import all; export filter cr_out; };
            }
            """
        return try TemporaryDirectory.with { directory in
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/server.conf"))
            try Data(peer.utf8).write(to: URL(fileURLWithPath: "\(directory)/client.conf"))
            let script = """
                mount -t tmpfs none /run && mkdir /run/netns && ip netns add client
                ip link add lan type veth peer name eth0 netns client
                ip link set lo up; ip link set lan up; ip addr add \(server.addresses[0])/24 dev lan
                for address in \(server.addresses.dropFirst().map { "\($0)" }.joined(separator: " "))
                do ip addr add $address/64 dev lan nodad; done
                ip -n client link set eth0 up; ip -n client addr add \(client.address)/24 dev eth0
                cd \(directory)
                bird -c server.conf -s server.ctl -P server.pid
                ip netns exec client bird -c client.conf -s client.ctl -P client.pid
                routes() { birdc -s server.ctl show route $1 table cr_routes_ipv4 | grep " unicast "; }
                for i in $(seq 100); do
                    n=$(( $(routes | wc -l) + $(routes filtered | wc -l) ))
                    [ $n = \(routes.count) ] && break; sleep 0.2
                done
                routes | sed 's/^/accepted /'
                routes filtered | sed 's/^/refused /'
                kill $(cat server.pid client.pid)
                """
            let result = try runTool("unshare", ["--mount", "--net", "sh", "-c", script])
            var seen: (accepted: Set<String>, refused: Set<String>) = ([], [])
            for line in result.outputText.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count > 1 else { continue }
                if words[0] == "accepted" { seen.accepted.insert(String(words[1])) }
                if words[0] == "refused" { seen.refused.insert(String(words[1])) }
            }
            return seen
        }
    }
}
