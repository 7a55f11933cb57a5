import Backends
import IR
import TestSupport
import Testing

@Suite struct GoldenTests {
    /// Of the large topology one device of each kind, and two leaves of a pair.
    private static let recorded: [String: Set<String>] = [
        "sct": ["spine-1", "leaf-a1", "leaf-a2", "border-1", "sleaf-2", "fw-1", "fw-2"]
    ]

    @Test("what was recorded is what is generated", arguments: CompiledTopology.names)
    func golden(topology: String) throws {
        let fabric = try CompiledTopology.fabric(named: topology)
        var count = 0
        for index in fabric.devices.indices {
            let device = fabric.devices[index]
            if let some = Self.recorded[topology], !some.contains(device.name.text) { continue }
            let rendering = generateFiles(for: DeviceID(index), of: fabric)
            #expect(rendering.diagnostics.isEmpty)
            for file in rendering.files {
                let path = "\(device.platform)/\(topology)/\(file.path)"
                try Golden.expect(file.text, at: "Fixtures/Golden/\(path)")
                count += 1
            }
        }
        #expect(count > 0)
    }
}
