import Audit
import Capture
import Foundation
import IR
import TestSupport

/// The whole audit of a capture whose addresses belong to the fabric, against libpcap's
/// `pcap_next_ex` with an empty body.
enum AuditBenchmarks {
    static let usage = "audit [--packets N] [--rounds N] [--dir DIR]"

    static func run(_ arguments: [String]) throws {
        let options = try CaptureBenchmarks.Options(arguments, usage: usage)
        let path = options.directory + "/audit-\(options.packets).pcap"
        defer { if options.isTemporary { try? FileManager.default.removeItem(atPath: path) } }
        let fabric = try CompiledTopology.fabric(named: "sct")
        var traffic = FabricTraffic(fabric, seed: 1)
        let frames = (0..<10_000).map { _ in traffic.frame(traffic.permitted(vxlanPercent: 30)) }
        try CaptureBenchmarks.writeCapture(
            to: path, packets: options.packets, of: TrafficGenerator(seed: 1, frames: frames))

        let file = try MappedFile(path: path)
        print(
            "\(options.packets) packets, \(file.octetCount) octets, seed 1: simple IMIX, 10,000 "
                + "permitted flows of sct.yaml, 30 % VXLAN, the others tagged, both families; page "
                + "cache, one core; CPU time per packet, median of \(options.rounds) interleaved "
                + "rounds (least … most)")
        let plan = try AuditPlan(fabric)
        let report = try audit(path, plan)
        let piped = try PipedAudit.report(path, plan)
        guard report.verdict == .clean, report.frames.read == UInt64(options.packets),
            piped.json() == report.json()
        else {
            print(report.text())
            throw BenchmarkError(message: "the audit is not clean")
        }
        let rows = interleaved(
            rounds: options.rounds,
            [
                ("libpcap, empty pcap_next_ex loop", { CaptureBenchmarks.pcapLoop(path) }),
                ("whole audit", { _ = try? audit(path, plan) }),
                ("whole audit, plan and pages", { _ = try? audit(path, AuditPlan(fabric), true) }),
                ("whole audit, from a pipe", { _ = try? PipedAudit.report(path, plan) }),
            ])
        for row in rows { print(row.line(items: options.packets, baseline: rows[0].median)) }
        try threads(path, items: options.packets, rounds: options.rounds)
        try plans(rounds: options.rounds)
    }

    /// The built program with one thread and with two, as time passes for whoever waits.
    private static func threads(_ path: String, items: Int, rounds: Int) throws {
        let program = BenchmarkFlags.builtProgram
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            return print("cristallo is not built beside this program: no rows for its threads")
        }
        func seconds(_ jobs: Int) throws -> Double {
            let start = ContinuousClock.now
            let status = try ChildProgram.run(
                program.path,
                [
                    "audit", path, "--topology", Repository.path("Topologies/sct.yaml"), "--jobs",
                    "\(jobs)", "--quiet",
                ])
            guard status == 0 else { throw BenchmarkError(message: "the audit is not clean") }
            return (ContinuousClock.now - start) / .seconds(1)
        }
        var rows = [
            Measurement(name: "cristallo audit -j 1, elapsed"),
            Measurement(name: "cristallo audit -j 2, elapsed"),
        ]
        for _ in 0..<rounds {
            for index in rows.indices { rows[index].seconds.append(try seconds(index + 1)) }
        }
        for row in rows { print(row.line(items: items, baseline: rows[0].median)) }
    }

    /// What it costs to begin: places, owners and rules of a fabric.
    private static func plans(rounds: Int) throws {
        let generator = TopologyGenerator(seed: 1, devices: 1_000, tenants: 333, contracts: 700)
        let large = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
        let small = try CompiledTopology.fabric(named: "sct")
        let rows = interleaved(
            rounds: rounds,
            [
                ("plan of sct.yaml", { _ = try? AuditPlan(small) }),
                ("plan of 1,000 devices, 333 tenants", { _ = try? AuditPlan(large) }),
            ])
        for row in rows { print(row.line) }
    }

    @inline(never)
    private static func audit(
        _ path: String, _ plan: AuditPlan, _ releases: Bool = false
    ) throws -> AuditReport {
        var auditor = Auditor(plan, seed: 1)
        let file = try MappedFile(path: path)
        var capture = try file.withOctets { try auditor.begin($0, name: "benchmark") }
        let slice = 4 << 20
        for end in stride(from: slice, to: file.octetCount + slice, by: slice) {
            let start = capture.reader.offset
            file.withOctets { octets in
                auditor.feed(
                    octets.extracting(first: min(end, octets.byteCount)), from: 0,
                    isLast: end >= octets.byteCount, to: &capture)
            }
            if releases { file.releasePages(in: start..<capture.reader.offset) }
        }
        auditor.end(capture)
        return try auditor.report()
    }
}
