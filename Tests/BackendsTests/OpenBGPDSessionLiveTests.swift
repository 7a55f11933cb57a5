import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// OpenBGPD as generated, and BIRD as its clients: which sessions come up at all.
@Suite struct OpenBGPDSessionLiveTests {
    /// A session as its client has it.
    private struct Attempt {
        var address: String
        var asn: UInt32
        var settings = ""
        var routes = ""
        var succeeds: Bool
    }

    private static let attempts = [
        Attempt(
            address: "192.0.2.10", asn: 64496, settings: "password \"geheim\";", succeeds: true),
        Attempt(
            address: "192.0.2.11", asn: 64496, settings: "password \"falsch\";", succeeds: false),
        // Without a key where one is needed.
        Attempt(address: "192.0.2.16", asn: 64500, succeeds: false),
        Attempt(
            address: "192.0.2.12", asn: 64497, settings: "local role customer;", succeeds: false),
        Attempt(
            address: "192.0.2.13", asn: 64498, settings: "local role rs_client;", succeeds: true),
        Attempt(address: "192.0.2.14", asn: 64498, succeeds: true),
        Attempt(address: "192.0.2.15", asn: 64502, succeeds: false),
        Attempt(
            address: "192.0.2.22", asn: 64504, settings: "ttl security yes;", succeeds: true),
        Attempt(address: "192.0.2.23", asn: 64504, succeeds: false),
        // More routes than it may bring.
        Attempt(
            address: "192.0.2.19", asn: 64503,
            routes: "route 9.1.0.0/24 blackhole; route 9.2.0.0/24 blackhole;", succeeds: false),
    ]

    /// The route server of tix that runs OpenBGPD, with what the attempts are about.
    private static func text() throws -> String {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let index = try #require(fabric.devices.firstIndex { $0.platform == "openbgpd" })
        var server = try #require(fabric.devices[index].routeServer)
        for client in server.clients.indices {
            let asn = server.clients[client].asn.rawValue
            server.clients[client].limit = nil
            if asn == 64496 || asn == 64500 { server.clients[client].secret = try Name("tix-1") }
            server.clients[client].hasGTSM = asn == 64504
            if asn == 64503 {
                server.clients[client].limit = SessionLimit(
                    prefixes: 1, counted: .received, action: .shutdown)
            }
        }
        fabric.devices[index].routeServer = server
        return try #require(
            generateFiles(for: DeviceID(index), of: fabric).files
                .first { $0.path.hasSuffix("/bgpd.conf") }?.text)
    }

    @Test(
        "a session comes up with its key, TTL, role and AS number, and not without",
        .enabled(
            if: RouteServerLab.isPossible(with: .openbgpd)
                && RouteServerLab.isPossible(with: .bird),
            "needs openbgpd, bird2, iproute2 and root"))
    func sessions() throws {
        let text = try Self.text().replacing("/etc/bgpd.secrets", with: "/run/bgpd.secrets")
        let clients = Self.attempts.enumerated().map { index, attempt in
            // A process each: no BIRD has two sessions with one neighbour.
            """
            router id 9.0.0.\(index + 1);
            protocol device {}
            protocol static { ipv4; \(attempt.routes) }
            protocol bgp server {
                local \(attempt.address) as \(attempt.asn);
                neighbor 192.0.2.2 as 64511;
                strict bind yes;
                connect delay time 1;
                \(attempt.settings)
                ipv4 { import all; export all; };
            }
            """
        }
        let addresses = Self.attempts.map {
            "ip -n clients addr add \($0.address)/25 dev lan"
        }
        let result = try TemporaryDirectory.with { directory in
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/bgpd.conf"))
            for (index, text) in clients.enumerated() {
                try Data(text.utf8)
                    .write(to: URL(fileURLWithPath: "\(directory)/client\(index).conf"))
            }
            let script = """
                mount -t tmpfs none /run && mkdir /run/netns /run/openbgpd || exit 1
                ip netns add clients || exit 1
                (umask 077; echo 'cr_secret_tix_1="geheim"' >/run/bgpd.secrets)
                ip link add lan type veth peer name lan netns clients || exit 1
                ip link set lo up; ip link set lan up; ip addr add 192.0.2.2/25 dev lan
                ip addr add 2001:db8:0:1::2/64 dev lan nodad
                ip -n clients link set lan up
                \(addresses.joined(separator: "\n"))
                cd \(directory)
                chmod 600 bgpd.conf; /usr/sbin/bgpd -d -f bgpd.conf >log 2>&1 & echo $! >bgpd.pid
                for try in $(seq 100); do bgpctl show >/dev/null 2>&1 && break; sleep 0.1; done
                for i in \(clients.indices.map(String.init).joined(separator: " ")); do
                    ip netns exec clients bird -c client$i.conf -s client$i.ctl -P client$i.pid ||
                        exit 1
                done
                established() { bgpctl show summary terse | grep Established; }
                for i in $(seq 60); do
                    [ $(established | wc -l) -ge \(Self.attempts.filter(\.succeeds).count) ] && break
                    sleep 0.3
                done
                # Time enough for those that should not.
                sleep 4; established; kill $(cat *.pid)
                """
            return try runTool("unshare", ["--mount", "--net", "sh", "-c", script])
        }
        let established = result.outputText.split(separator: "\n").compactMap {
            $0.split(separator: " ").first
        }
        let expected = Self.attempts.filter(\.succeeds).map(\.address)
        #expect(Set(established.map(String.init)) == Set(expected), "\(result)")
    }
}
