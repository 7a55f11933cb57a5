import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite struct DeterminismTests {
    @Test("the same topology gives the same files", arguments: CompiledTopology.names)
    func twice(topology: String) throws {
        let first = generateFiles(of: try CompiledTopology.fabric(named: topology)).files
        let second = generateFiles(of: try CompiledTopology.fabric(named: topology)).files
        #expect(first == second)
    }

    @Test("a device's files do not depend on who was printed before", arguments: 1...5)
    func anyOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let fabric = try CompiledTopology.fabric(named: "sct")
        let expected = generateFiles(of: fabric).files
        var files: [GeneratedFile] = []
        for index in fabric.devices.indices.shuffled(using: &random) {
            files += generateFiles(for: DeviceID(index), of: fabric).files
        }
        #expect(
            files.sorted { $0.path < $1.path } == expected.sorted { $0.path < $1.path },
            "seed \(seed)")
    }

    @Test("prefixes of a set are the outermost of those given", arguments: 1...20)
    func outermost(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let prefixes = (0..<40).map { _ in
            IPPrefix(
                containing: .ipv4(
                    IPv4Address(rawValue: UInt32.random(in: 0...255, using: &random) << 24)),
                length: Int.random(in: 0...8, using: &random))
        }
        let outermost = IPPrefix.outermost(of: prefixes)
        for first in 0...255 {
            let address = IPAddress.ipv4(IPv4Address(rawValue: UInt32(first) << 24))
            let inside = prefixes.contains { $0.contains(address) }
            #expect(outermost.count { $0.contains(address) } == (inside ? 1 : 0), "seed \(seed)")
        }
    }
}
