import ConfigReader
import Forwarding
import Foundation
import TestSupport
import Testing

/// Lines of generated files, taken away or changed one at a time: each has to be a difference or an
/// unmodelled line, unless it cannot matter.
///
/// One line of each shape is enough for every run. `CRISTALLO_ALL_MUTATIONS=1` takes all lines, for
/// hours where the build is for debugging.
@Suite("A line that is missing or has another number")
struct MutationTests {
    @Test("is found out, or cannot matter", arguments: CompiledTopology.names)
    func everyShape(topology: String) throws {
        let release = try GeneratedRelease(topology: topology)
        var shapes: Set<String> = []
        var survivors: [String] = []
        var count = 0
        for device in try release.smallestFirst() {
            for file in device.files {
                let name = file.path.split(separator: "/").last.map { String($0) } ?? ""
                let lines = Lines(file.octets)
                for index in lines.ranges.indices {
                    let shape = "\(name) \(Self.shape(of: lines.text(index)))"
                    guard Self.takesAll || shapes.insert(shape).inserted else { continue }
                    for mutant in lines.mutants(of: index) {
                        count += 1
                        let isKnown = mutant.cannotMatter(in: name, for: device.intended.name)
                        if !isKnown, !device.detects(mutant.octets, in: name) {
                            survivors.append("\(file.path):\(index + 1): \(mutant)")
                        }
                    }
                }
            }
        }
        #expect(count > 100)
        #expect(survivors.isEmpty, "\(survivors.count) of \(count): \(survivors.prefix(40))")
    }

    private static var takesAll: Bool {
        ProcessInfo.processInfo.environment["CRISTALLO_ALL_MUTATIONS"] == "1"
    }

    /// The line without its numbers and names.
    private static func shape(of line: String) -> String {
        line.replacing(/"[^"]*"/, with: "S").replacing(/v-[a-z-]*[0-9]+/, with: "V")
            .replacing(/[0-9a-f:.]*[0-9][0-9a-f:._\/-]*/, with: "N")
            .replacing(/N(, N| N)+/, with: "NN").replacing(/S(, S)+/, with: "SS")
    }
}

/// A file and where its lines are, line feeds included.
private struct Lines {
    let octets: [UInt8]
    let ranges: [Range<Int>]

    init(_ octets: [UInt8]) {
        self.octets = octets
        var ranges: [Range<Int>] = []
        var start = 0
        for (index, octet) in octets.enumerated() where octet == UInt8(ascii: "\n") {
            ranges.append(start..<index + 1)
            start = index + 1
        }
        self.ranges = ranges
    }

    func text(_ index: Int) -> String {
        String(decoding: octets[ranges[index]].dropLast(), as: UTF8.self)
    }

    /// Without the line, and with each of its numbers one higher.
    func mutants(of index: Int) -> [Mutant] {
        let line = text(index)
        let numbers = line.ranges(of: /[0-9]+/).map { range in
            let number = UInt64(line[range]) ?? 0
            return line.replacingCharacters(in: range, with: String(number + 1))
        }
        return [Mutant(line: line, changed: nil, octets: replacing(index, with: ""))]
            + numbers.map { changed in
                Mutant(line: line, changed: changed, octets: replacing(index, with: changed + "\n"))
            }
    }

    private func replacing(_ index: Int, with text: String) -> [UInt8] {
        octets[..<ranges[index].lowerBound] + Array(text.utf8) + octets[ranges[index].upperBound...]
    }
}

private struct Mutant: CustomStringConvertible {
    let line: String
    /// Nil where the line was deleted.
    let changed: String?
    let octets: [UInt8]

    var description: String { "\(line.trimmed) -> \(changed?.trimmed ?? "(deleted)")" }

    /// Whether no packet goes another way, and nobody is told another route.
    func cannotMatter(in file: String, for device: String) -> Bool {
        let line = line.trimmed
        if let changed, Self.withoutNames(line, in: file) == Self.withoutNames(changed.trimmed, in: file) {
            return true
        }
        switch file {
        case "interfaces": return line.isEmpty || isIdleInInterfaces(line)
        case "frr.conf": return isIdleInFRR(line, for: device)
        case "nftables.conf":
            // Comments for people, and a rule that counts what the policy drops.
            return line.isEmpty || line.hasPrefix("#") || line.hasPrefix("counter comment ")
        case "sysctl.conf":
            // How many neighbours are remembered, and which of equal routes a flow takes.
            return line.isEmpty || line.hasPrefix("#") || line.contains("neigh.default.gc_thresh")
                || line.contains("fib_multipath_hash_policy")
        case "daemons": return line.hasPrefix("#")
        case "bird.conf":
            // A limit protects the server's memory: routes beyond it are the client's own as well.
            return line.isEmpty || line.hasPrefix("#") || line == "log syslog all;"
                || line.hasPrefix("description ") || line.contains(" limit ")
        default: return false
        }
    }

    /// Numbers that are names or order entries, and keep doing so when they are one higher.
    private static func withoutNames(_ line: String, in file: String) -> String {
        switch file {
        // Entries keep their order: the next number is five or ten higher.
        case "frr.conf":
            line.replacing(/ seq [0-9]+/, with: "").replacing(/^(route-map .*) [0-9]+$/) { $0.1 }
        case "nftables.conf": line.replacing(/ comment ".*"/, with: "")
        // A range that is larger by one number, which no VRF has.
        case "ifupdown2.json": line.replacing(/-end": [0-9]+/, with: "")
        // The name of a session is a name and nothing else.
        case "bird.conf": line.replacing(/^protocol bgp [^ ]+/, with: "")
        default: line
        }
    }

    private func isIdleInInterfaces(_ line: String) -> Bool {
        let idle = [
            // A comment; a text for people.
            "#", "alias ",
            // Which leg of a LAG a frame takes, and when a leg takes part.
            "bond-mode ", "bond-min-links ", "bond-miimon ", "bond-lacp-rate ",
            "bond-xmit-hash-policy ",
            // What a switch answers in the name of stations that it knows.
            "bridge-arp-nd-suppress ",
        ]
        // Without these the default holds: no spanning tree, snooping or not, an address of the
        // link; and without bridge-allow-untagged the bridge's PVID, which is none.
        let deletable = [
            "bridge-stp no", "bridge-mcsnoop no", "ipv6-addrgen off", "bridge-allow-untagged no",
        ]
        return idle.contains { line.hasPrefix($0) } || (changed == nil && deletable.contains(line))
    }

    private func isIdleInFRR(_ line: String, for device: String) -> Bool {
        let idle = [
            // Comments, names, logs.
            "!", "hostname ", "log ", "description ", "bgp log-neighbor-changes",
            // How soon something is told, tried again or given up.
            "timers bgp ", "neighbor fabric timers connect ", "neighbor fabric bfd",
            "neighbor fabric advertisement-interval ", "ipv6 nd ra-interval ",
            "no ipv6 nd suppress-ra",
            // Which of equal routes are used together.
            "maximum-paths ", "bgp bestpath as-path multipath-relax",
            // What vtysh takes for granted.
            "service integrated-vtysh-config", "line vty",
        ]
        // A device that passes routes on has the list and does not use it.
        let isUnused =
            line.hasPrefix("bgp as-path access-list own ") && changed == nil
            && (device.hasPrefix("spine-") || device.hasPrefix("edge-"))
        // The next interface has a session, too: it gets the block twice.
        let isBlockOfNext = line.hasPrefix("interface ") && changed != nil
        return idle.contains { line.hasPrefix($0) } || isUnused || isBlockOfNext
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}

extension GeneratedRelease {
    /// Devices with few octets first: what they have in common is cheaper to read there.
    fileprivate func smallestFirst() throws -> [DeviceFiles] {
        try deviceNames.map { try device($0) }.sorted { $0.size < $1.size }
    }
}

extension DeviceFiles {
    fileprivate var size: Int { files.reduce(0) { $0 + $1.octets.count } }

    fileprivate func detects(_ octets: [UInt8], in file: String) -> Bool {
        var changed = self
        changed.files = files.map { $0.path.hasSuffix("/" + file) ? ($0.path, octets) : $0 }
        let read = changed.read()
        return !read.unmodelled.isEmpty
            || !Network(devices: [read], cables: [])
                .differences(from: Network(devices: [intended], cables: [])).isEmpty
    }
}
