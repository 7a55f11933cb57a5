import Foundation
import TestSupport

/// A parser of a target system, asked about a generated file.
///
/// FRR's daemons return 0 whatever they read, and complain about commands of each other; what they
/// write besides that is a complaint. zebra gets the file without `router bgp`: it would take the
/// VNIs in there for its own.
enum Validator: String, CaseIterable, Sendable {
    case vtysh, bgpd, zebra, ifup, nft, bird, openbgpd

    /// The last component of the paths that it reads.
    var file: String {
        switch self {
        case .vtysh, .bgpd, .zebra: "frr.conf"
        case .ifup: "interfaces"
        case .nft: "nftables.conf"
        case .bird: "bird.conf"
        case .openbgpd: "bgpd.conf"
        }
    }

    /// The name of the program, or its path: OpenBGPD has a `bgpd`, too.
    private var tool: String {
        switch self {
        case .bgpd, .zebra: "/usr/lib/frr/\(rawValue)"
        case .openbgpd: "/usr/sbin/bgpd"
        case .vtysh, .ifup, .nft, .bird: rawValue
        }
    }

    /// Whether to run: where the tool is missing only on a machine that promises all of them, so
    /// that it fails there.
    var isWanted: Bool {
        hasTool(tool) || ProcessInfo.processInfo.environment["CI"] != nil
    }

    static var areAllWanted: Bool { allCases.allSatisfy(\.isWanted) }

    /// What is wrong with `text`; empty where nothing is.
    ///
    /// - Parameter policy: the text of the device's `ifupdown2.json`, for `ifup` alone.
    func complaints(about text: String, policy: String = "{}") throws -> [String] {
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/\(file)"
            let content = self == .zebra ? Self.withoutBGP(text) : text
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
            switch self {
            case .vtysh: return try failures(of: runTool(rawValue, ["-C", "-f", path]))
            case .nft: return try failures(of: runTool(rawValue, ["-c", "-f", path]))
            case .bird: return try failures(of: runTool(rawValue, ["-p", "-c", path]))
            case .openbgpd: return try failures(of: runTool(tool, ["-n", "-f", path]))
            case .bgpd, .zebra:
                let noise = [
                    "No such command on config line", "zclient_send_message",
                    "Disabling MPLS support",
                ]
                // Alone: zebra would tell of interfaces that other tests make, and both of folders that
                // an earlier process of the same number left behind.
                let script = """
                    mkdir -p /var/tmp/frr && mount -t tmpfs none /var/tmp/frr &&
                    exec \(OutsideProgram(tool: tool)?.path ?? tool) -C -f \(path)
                    """
                return try lines(of: unshared(["--net", "--mount", "sh", "-c", script]))
                    .filter { line in !noise.contains { line.contains($0) } }
            case .ifup:
                try Data(policy.utf8).write(to: URL(fileURLWithPath: "\(directory)/policy.json"))
                let result = try simulate(path, directory)
                let complaints = lines(of: result)
                return complaints.isEmpty && result.status != 0
                    ? ["exit status \(result.status)"] : complaints
            }
        }
    }

    /// ifup reads its policy and keeps its lock in fixed places: they are covered by ours in a mount
    /// namespace, which nobody else sees.
    private func simulate(_ path: String, _ directory: String) throws -> ProgramResult {
        let tool = OutsideProgram(tool: rawValue)?.path ?? rawValue
        let script = """
            mkdir \(directory)/policies && cp \(directory)/policy.json \(directory)/policies &&
            mount --bind \(directory)/policies /etc/network/ifupdown2/policy.d &&
            mount -t tmpfs none /run && mkdir /run/network &&
            exec \(tool) -a -s -i \(path)
            """
        return try unshared(["--mount", "sh", "-c", script])
    }

    /// Runs a command in namespaces of its own.
    private func unshared(_ arguments: [String]) throws -> ProgramResult {
        try runTool("unshare", (geteuid() == 0 ? [] : ["--map-root-user"]) + arguments)
    }

    private func failures(of result: ProgramResult) -> [String] {
        guard result.status != 0 else { return [] }
        let lines = lines(of: result)
        return lines.isEmpty ? ["exit status \(result.status)"] : lines
    }

    private func lines(of result: ProgramResult) -> [String] {
        (result.outputText + result.errorText).split(separator: "\n").map(String.init)
            .filter { !$0.trimmingCharacters(in: .whitespaces).isEmpty }
    }

    private static func withoutBGP(_ text: String) -> String {
        var isInside = false
        var kept: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("router bgp") { isInside = true }
            if !isInside { kept.append(line) }
            if line == "exit" { isInside = false }
        }
        return kept.joined(separator: "\n")
    }
}
