import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// A route server as generated, and BIRD as its clients: which sessions come up at all.
@Suite struct RouteServerSessionLiveTests {
    /// A session as its client has it.
    private struct Attempt {
        var address: String
        var asn: UInt32
        var settings = ""
        var succeeds: Bool
    }

    private static let attempts = [
        Attempt(
            address: "192.0.2.10", asn: 64496, settings: "password \"geheim\";", succeeds: true),
        Attempt(
            address: "192.0.2.11", asn: 64496, settings: "password \"falsch\";", succeeds: false),
        Attempt(
            address: "192.0.2.12", asn: 64497, settings: "local role customer;", succeeds: false),
        Attempt(
            address: "192.0.2.13", asn: 64498, settings: "local role rs_client;", succeeds: true),
        Attempt(address: "192.0.2.14", asn: 64498, succeeds: true),
        Attempt(address: "192.0.2.15", asn: 64500, succeeds: false),
        Attempt(
            address: "192.0.2.22", asn: 64504, settings: "ttl security yes;", succeeds: true),
        Attempt(address: "192.0.2.23", asn: 64504, succeeds: false),
    ]

    @Test(
        "a session comes up with its key, TTL, role and AS number, and not without",
        .enabled(
            if: RouteServerLab.isPossible(with: .bird), "needs bird2, iproute2 and root"))
    func sessions() throws {
        let (fabric, device) = try LabExchange.fabric { server in
            for index in server.clients.indices where server.clients[index].asn.rawValue == 64496 {
                server.clients[index].secret = try Name("tix-1")
            }
        }
        let text = try #require(
            generateFiles(for: device, of: fabric).files
                .first { $0.path.hasSuffix("/bird.conf") }?.text)
        let clients = Self.attempts.enumerated().map { index, attempt in
            // A process each: no BIRD has two sessions with one neighbour.
            """
            router id 9.0.0.\(index + 1);
            protocol device {}
            protocol bgp server {
                local \(attempt.address) as \(attempt.asn);
                neighbor 192.0.2.1 as 64511;
                strict bind yes;
                connect delay time 1;
                \(attempt.settings)
                ipv4 { import all; export none; };
            }
            """
        }
        let addresses = Self.attempts.map {
            "ip -n clients addr add \($0.address)/25 dev lan"
        }
        let established = try TemporaryDirectory.with { directory in
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/server.conf"))
            for (index, text) in clients.enumerated() {
                try Data(text.utf8)
                    .write(to: URL(fileURLWithPath: "\(directory)/client\(index).conf"))
            }
            let script = """
                mount -t tmpfs none /run && mkdir /run/netns && ip netns add clients || exit 1
                mount -t tmpfs none /etc/bird || exit 1
                echo "define 'cr_secret_tix-1' = \\"geheim\\";" >/etc/bird/cristallo-secrets.conf
                ip link add lan type veth peer name lan netns clients || exit 1
                ip link set lo up; ip link set lan up; ip addr add 192.0.2.1/25 dev lan
                ip addr add 2001:db8:0:1::1/64 dev lan nodad
                ip -n clients link set lan up
                \(addresses.joined(separator: "\n"))
                cd \(directory)
                bird -c server.conf -s server.ctl -P server.pid || exit 1
                for i in \(clients.indices.map(String.init).joined(separator: " ")); do
                    ip netns exec clients bird -c client$i.conf -s client$i.ctl -P client$i.pid ||
                        exit 1
                done
                established() { birdc -s server.ctl show protocols | grep Established; }
                for i in $(seq 60); do
                    [ $(established | wc -l) -ge \(Self.attempts.filter(\.succeeds).count) ] && break
                    sleep 0.3
                done
                # Time enough for those that should not.
                sleep 3; established; kill $(cat *.pid)
                """
            return try runTool("unshare", ["--mount", "--net", "sh", "-c", script])
        }
        let names = established.outputText.split(separator: "\n").compactMap {
            $0.split(separator: " ").first
        }
        let expected = Self.attempts.filter(\.succeeds).map { attempt in
            "cr_as\(attempt.asn)_" + attempt.address.replacing(".", with: "_")
        }
        #expect(Set(names.map(String.init)) == Set(expected), "\(established.errorText)")
    }
}
