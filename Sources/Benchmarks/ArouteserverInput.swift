import Foundation
import TestSupport

/// The exchange of `ExchangeTopology` as arouteserver (Pier Carlo Chiodi, GPL) is told of it: files of
/// its own, and a program in the place of bgpq4 that answers from files what a registry would.
///
/// The policy is ours as far as it has words for it: the same rules with the same bounds, reasons and
/// communities, all inside a registered prefix accepted. There is no origin validation in either.
struct ArouteserverInput {
    let topology: ExchangeTopology
    let directory: String
    let program: String

    /// Nil where arouteserver is not installed.
    init?(_ topology: ExchangeTopology, in directory: String) {
        guard let tool = OutsideProgram(tool: "arouteserver") else { return nil }
        self.topology = topology
        self.directory = directory
        program = tool.path
    }

    var arguments: [String] {
        [
            "bird", "--cfg", "\(directory)/arouteserver.yml", "--target-version", "2.0.11",
            "-o", output,
        ]
    }

    var output: String { "\(directory)/arouteserver-bird.conf" }

    /// Its cache is empty afterwards, so that the registry is asked.
    func write() throws {
        let files = FileManager.default
        for folder in ["cache", "registry"] {
            try? files.removeItem(atPath: "\(directory)/\(folder)")
            try files.createDirectory(
                atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
        }
        try put(Self.policy, "general.yml")
        try put(clients, "clients.yml")
        try put(settings(package: try package()), "arouteserver.yml")
        for index in 0..<topology.members { try writeRegistry(of: index) }
        try put(registry, "bgpq4")
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(directory)/bgpq4")
    }

    private func put(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    }

    /// Where its own files are: its interpreter knows, which the first line of the program names.
    private func package() throws -> String {
        let script = try String(contentsOfFile: program, encoding: .utf8)
        let line = script.prefix { $0 != "\n" }
        guard line.hasPrefix("#!") else {
            throw BenchmarkError(message: "\(program) is no script of an interpreter")
        }
        let answer = try OutsideProgram(path: String(line.dropFirst(2))).run([
            "-c", "import os, pierky.arouteserver as a; print(os.path.dirname(a.__file__), end='')",
        ])
        return answer.outputText
    }

    private func settings(package: String) -> String {
        """
        cfg_dir: \(directory)
        logging_config_file: \(package)/config.d/log.ini
        cfg_general: \(directory)/general.yml
        cfg_clients: \(directory)/clients.yml
        cfg_bogons: \(package)/config.d/bogons.yml
        templates_dir: \(package)/templates
        cache_dir: \(directory)/cache
        bgpq3_path: \(directory)/bgpq4
        check_new_release: False
        """
    }

    private static let policy = """
        cfg:
          rs_as: 64511
          router_id: 185.1.0.1
          path_hiding: True
          passive: True
          gtsm: False
          add_path: False
          filtering:
            next_hop: {policy: strict}
            ipv4_pref_len: {min: 8, max: 24}
            ipv6_pref_len: {min: 16, max: 48}
            max_as_path_len: 64
            reject_invalid_as_in_as_path: True
            transit_free: {action: reject, asns: "\(ExchangeTopology.transitFree)"}
            never_via_route_servers: {peering_db: False}
            irrdb:
              enforce_origin_in_as_set: True
              enforce_prefix_in_as_set: True
              allow_longer_prefixes: True
              tag_as_set: False
              peering_db: False
            max_prefix: {peering_db: {enabled: False}, action: shutdown}
            roles: {enabled: True}
            reject_policy: {policy: tag_and_reject}
          graceful_shutdown: {enabled: True}
          rfc1997_wellknown_communities: {policy: pass}
          communities:
            reject_cause: {lrg: "rs_as:1101:dyn_val"}
            do_not_announce_to_any: {std: "0:rs_as", ext: "rt:0:rs_as", lrg: "rs_as:0:0"}
            do_not_announce_to_peer: {std: "0:peer_as", ext: "rt:0:peer_as", lrg: "rs_as:0:peer_as"}
            announce_to_peer: {std: "rs_as:peer_as", ext: "rt:rs_as:peer_as", lrg: "rs_as:1:peer_as"}
            prepend_once_to_any: {lrg: "rs_as:101:0"}
            prepend_twice_to_any: {lrg: "rs_as:102:0"}
            prepend_thrice_to_any: {lrg: "rs_as:103:0"}
            prepend_once_to_peer: {lrg: "rs_as:101:peer_as"}
            prepend_twice_to_peer: {lrg: "rs_as:102:peer_as"}
            prepend_thrice_to_peer: {lrg: "rs_as:103:peer_as"}
            add_noexport_to_any: {lrg: "rs_as:65281:0"}
            add_noexport_to_peer: {lrg: "rs_as:65281:peer_as"}
        """

    private var clients: String {
        var text = "asns:\n"
        for index in 0..<topology.members {
            let asn = topology.asn(of: index)
            text += "  AS\(asn): {as_sets: [\"AS\(asn):AS-SET\"]}\n"
        }
        text += "clients:\n"
        let limit = 2 * topology.prefixes
        for index in 0..<topology.members {
            let (ipv4, ipv6) = topology.addresses(of: index)
            text += "  - {asn: \(topology.asn(of: index)), ip: [\(ipv4), \"\(ipv6)\"], "
            text +=
                "cfg: {filtering: {max_prefix: {limit_ipv4: \(limit), limit_ipv6: \(limit)}}}}\n"
        }
        return text
    }

    // MARK: Registry

    /// In the place of bgpq4: what is asked for is the last word, and of which kind another.
    private var registry: String {
        """
        #!/bin/sh
        for word; do name=$word; done
        case " $* " in *" asn_list "*) kind=origins;; *" -6 "*) kind=6;; *) kind=4;; esac
        file="\(directory)/registry/$name-$kind"
        [ -e "$file" ] && exec cat "$file"
        echo '{"prefix_list": [], "asn_list": []}'
        """
    }

    private func writeRegistry(of index: Int) throws {
        let name = "registry/AS\(topology.asn(of: index)):AS-SET"
        func list(_ patterns: [ExchangeTopology.Pattern], width: Int) -> String {
            let entries = patterns.map { pattern in
                "{\"prefix\": \"\(pattern.prefix)\", \"exact\": false, "
                    + (pattern.least.map { "\"greater-equal\": \($0), " } ?? "")
                    + "\"less-equal\": \(width)}"
            }
            return "{\"prefix_list\": [\(entries.joined(separator: ", "))]}"
        }
        try put(list(topology.patterns4(of: index), width: 32), "\(name)-4")
        try put(list(topology.patterns6(of: index), width: 128), "\(name)-6")
        let origins = topology.originNumbers(of: index).map(String.init).joined(separator: ", ")
        try put("{\"asn_list\": [\(origins)]}", "\(name)-origins")
    }
}
