import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// A bridge with the ports of an edge of the exchange in a network namespace, guarded by the file
/// that the edge would get. Members send what they may and what they may not, and it is seen
/// where it comes out.
///
/// The kernels that tests run on have neither VLANs of bridges nor aggregation. So each VLAN is a bridge of
/// its own, and what stands in for a LAG is a port of its name: guards go by the LAG's name, and its
/// legs are no ports of the bridge.
@Suite("Edges of the exchange", .enabled(if: LiveEdge.isPossible, "needs nft, ip and root"))
struct EdgePortLiveTests {
    @Test(
        "what is forbidden comes out nowhere, what is permitted where it shall",
        arguments: ["edge-1", "edge-2", "edge-3"])
    func everyEdge(device: String) throws {
        let edge = try LiveEdge(device)
        for port in edge.ports where port.isPeering {
            let others = edge.ports.filter { $0.isPeering && $0.name != port.name }
            let victim = try #require(others.first)
            let guarded = try edge.run(EdgeFrames.all(from: port.mac, to: victim.mac), at: port)
            for frame in EdgeFrames.all(from: port.mac, to: victim.mac) {
                let expected: Set<String> =
                    switch frame.fate {
                    case .toVictim: [victim.name]
                    case .toAll: Set(others.map(\.name))
                    case .nowhere, .nowhereByItself: []
                    }
                #expect(
                    guarded.seen[frame.name, default: []] == expected,
                    "\(device):\(port.name) \(frame.name)")
            }
            #expect(guarded.places[victim.mac] == victim.name, "a station was drawn away")
        }
    }

    @Test("without the guard every kind comes through, and a station can be drawn away")
    func unguarded() throws {
        let edge = try LiveEdge("edge-1")
        let ports = edge.ports.filter(\.isPeering)
        let frames = EdgeFrames.all(from: ports[0].mac, to: ports[1].mac)
        // What draws a station away would leave nothing to be seen of what is sent to it.
        let drawing = "LLDP from another's station"
        let open = try edge.run(
            frames.filter { $0.name != drawing }, at: ports[0], isGuarded: false)
        for frame in frames where frame.fate != .nowhereByItself {
            #expect(!open.seen[frame.name, default: []].isEmpty, "\(frame.name)")
        }
        let lldp = frames.filter { $0.name == drawing }
        #expect(lldp.count == 1)
        let drawn = try edge.run(lldp, at: ports[0], isGuarded: false)
        #expect(drawn.places[ports[1].mac] == ports[0].name)
    }

    @Test("a port on the quarantine LAN reaches nobody with anything")
    func quarantine() throws {
        let edge = try LiveEdge("edge-1")
        let port = try #require(edge.ports.first { !$0.isPeering })
        let victim = try #require(edge.ports.first { $0.isPeering })
        // A second port on the same LAN, to see what would come out.
        let frames = EdgeFrames.all(from: port.mac, to: victim.mac)
        #expect(try edge.run(frames, at: port, alsoOn: port).seen.isEmpty)
        let open = try edge.run(frames, at: port, isGuarded: false, alsoOn: port)
        #expect(open.seen["ARP request"] == ["second"])
    }

    @Test("storms end at the limit of their port, other traffic does not")
    func storms() throws {
        let edge = try LiveEdge("edge-1")
        let ports = edge.ports.filter(\.isPeering)
        let known = EdgeFrames.all(from: ports[0].mac, to: ports[1].mac)
        let unknown = EdgeFrames.all(
            from: ports[0].mac, to: MACAddress(rawValue: 0x0200_0000_ffff))
        func count(_ name: String, _ frames: [EdgeFrame], isGuarded: Bool = true) throws -> Int {
            let frame = try #require(frames.first { $0.name == name })
            return try edge.run([frame], at: ports[0], isGuarded: isGuarded, times: 6000)
                .counts[ports[1].name] ?? 0
        }
        #expect(try count("UDP over IPv4", known) == 6000)
        #expect(try count("ARP request", known, isGuarded: false) == 6000)
        // A thousand at once, and a thousand in each second that sending takes.
        for name in ["ARP request", "neighbour solicitation"] {
            #expect(try (900...4000).contains(count(name, known)), "\(name)")
        }
        #expect(try (900...4000).contains(count("UDP over IPv4", unknown)))
    }
}

/// A frame and what shall become of it.
struct EdgeFrame {
    enum Fate {
        case toVictim, toAll, nowhere
        /// A bridge would not forward it either.
        case nowhereByItself
    }

    var name: String
    var fate: Fate
    var octets: [UInt8]
}

/// The edge of tix.yaml with what is plugged into it.
private struct LiveEdge {
    static let isPossible =
        geteuid() == 0 && ["nft", "ip", "bridge", "unshare"].allSatisfy { hasTool($0) }

    struct Port {
        var name: String
        var mac: MACAddress
        var vlan: VLANID
        var isPeering: Bool
    }

    struct Outcome {
        /// Ports where a frame came out, by its name.
        var seen: [String: Set<String>] = [:]
        /// Frames that came out, by port.
        var counts: [String: Int] = [:]
        /// The port behind which the bridge believes a station.
        var places: [MACAddress: String] = [:]
    }

    let ports: [Port]
    private let rules: String
    private let learnsNothingReserved: Bool

    init(_ name: String) throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        let index = try #require(fabric.devices.firstIndex { $0.name.text == name })
        let files = generateFiles(for: DeviceID(index), of: fabric).files
        rules = try #require(files.first { $0.path.hasSuffix("/nftables.conf") }?.text)
        learnsNothingReserved =
            files.first { $0.path.hasSuffix("/interfaces") }?.text
            .contains("type bridge no_linklocal_learn 1\n") ?? false
        ports = try fabric.devices[index].interfaces.compactMap { interface in
            guard let lan = fabric.peeringLAN(of: interface) else { return nil }
            return Port(
                name: "\(interface.name)", mac: try #require(interface.allowedMACs.first),
                vlan: fabric[lan].vlan, isPeering: !fabric.isQuarantine(lan))
        }
    }

    /// Sends the frames into one port, after every other station has made itself known.
    func run(
        _ frames: [EdgeFrame], at port: Port, isGuarded: Bool = true, alsoOn twin: Port? = nil,
        times: Int = 1
    ) throws -> Outcome {
        try TemporaryDirectory.with { directory in
            func write(_ text: String, _ name: String) throws {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            try write(isGuarded ? rules : "flush ruleset\n", "rules")
            try write(Self.program, "program.py")
            var names = ports.map { ("\($0.name)", $0.vlan) }
            if let twin { names.append(("second", twin.vlan)) }
            // The greeting of a station: an ARP announcement, which every bridge learns from.
            let greetings = ports.filter { $0.name != port.name }.map { other in
                "\(other.name) \(EdgeFrames.hexadecimal(EdgeFrames.greeting(from: other.mac)))"
            }
            try write(greetings.joined(separator: "\n"), "greetings")
            try write(
                frames.map { "\(EdgeFrames.hexadecimal($0.octets)) \($0.name)" }
                    .joined(separator: "\n"), "frames")
            let cables = names.map { name, vlan in
                """
                ip link add \(name) type veth peer name m-\(name)
                ip link set \(name) master lan-\(vlan) up
                ip link set m-\(name) up
                """
            }.joined(separator: "\n")
            let script = """
                set -e
                cd \(directory)
                for i in all default; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done
                # Where the kernel passes bridged packets to the filters of routed ones, as switches do not.
                for file in /proc/sys/net/bridge/bridge-nf-call-*; do echo 0 > $file || true; done
                for vlan in \(Set(names.map(\.1)).sorted().map { "\($0)" }.joined(separator: " "))
                do
                    ip link add lan-$vlan type bridge stp_state 0 mcast_snooping 0
                    \(isGuarded && learnsNothingReserved ? "ip link set lan-$vlan type bridge no_linklocal_learn 1" : "")
                    ip link set lan-$vlan up
                done
                \(cables)
                nft -f rules
                /usr/bin/python3 program.py \(port.name) \(times) \
                    \(names.map(\.0).joined(separator: " "))
                bridge fdb show | grep -v permanent | sed 's/^/place /'
                """
            let result = try runTool("unshare", ["--net", "bash", "-c", script])
            #expect(result.status == 0, "\(result.errorText)")
            return outcome(result.outputText)
        }
    }

    private func outcome(_ text: String) -> Outcome {
        var outcome = Outcome()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "seen" where words.count > 2:
                outcome.seen[words.dropFirst(2).joined(separator: " "), default: []]
                    .insert(words[1])
            case "count" where words.count == 3: outcome.counts[words[1]] = Int(words[2])
            // place MAC dev PORT …
            case "place" where words.count > 3:
                if let mac = try? MACAddress(words[1]) { outcome.places[mac] = words[3] }
            default: continue
            }
        }
        return outcome
    }

    /// Sends from the member's end of a cable and listens at those of all others.
    private static let program = """
        import select, socket, sys, time
        port, times, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
        def opened(name):
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            s.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)  # SO_RCVBUFFORCE
            s.bind(("m-" + name, 0))
            return s
        sockets = {name: opened(name) for name in names}
        for line in open("greetings"):
            name, octets = line.split()
            sockets[name].send(bytes.fromhex(octets))
        time.sleep(0.1)
        def frames():
            while True:
                ready = select.select(list(sockets.values()), [], [], 0.5)[0]
                if not ready: return
                for name, s in sockets.items():
                    if s in ready:
                        octets, address = s.recvfrom(2048)
                        # What the socket's own end sends is no arrival.
                        if address[2] != socket.PACKET_OUTGOING: yield name, octets
        for _ in frames(): pass
        sent = {}
        for number, line in enumerate(open("frames")):
            octets, name = line.rstrip("\\n").split(" ", 1)
            mark = b"cr-mark-%04d" % number
            sent[mark] = name
            for _ in range(times): sockets[port].send(bytes.fromhex(octets) + mark)
        counts = {}
        for name, octets in frames():
            mark = octets[-12:]
            if mark not in sent or name == port: continue
            counts[name] = counts.get(name, 0) + 1
            if times == 1: print("seen", name, sent[mark])
        for name, count in sorted(counts.items()): print("count", name, count)
        """
}
