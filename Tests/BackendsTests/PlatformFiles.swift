import IR
import TestSupport
import Testing

@testable import Backends

/// The files of one platform's devices in some topologies, and what holds of those of every platform.
struct PlatformFiles {
    let platform: String
    /// Devices whose files are kept, by topology; all of one that is not named.
    var recorded: [String: Set<String>] = [:]
    let fabric: @Sendable (String) throws -> Fabric

    func files(_ topology: String) throws -> [(device: Device, file: GeneratedFile)] {
        let fabric = try fabric(topology)
        var result: [(device: Device, file: GeneratedFile)] = []
        for (index, device) in fabric.devices.enumerated() where device.platform == platform {
            let rendering = generateFiles(for: DeviceID(index), of: fabric)
            #expect(rendering.diagnostics.isEmpty, "\(device.name): \(rendering.diagnostics)")
            result += rendering.files.map { (device, $0) }
        }
        return result
    }

    func expectRecorded(_ topology: String) throws {
        var count = 0
        for (device, file) in try files(topology) {
            if let some = recorded[topology], !some.contains(device.name.text) { continue }
            try Golden.expect(
                file.text, at: "Fixtures/Golden/\(platform)/\(topology)/\(file.path)")
            count += 1
        }
        #expect(count > 0)
    }

    func expectOrigins(_ topology: String) throws {
        for (_, file) in try files(topology) {
            #expect(file.lineCount == file.text.utf8.count { $0 == UInt8(ascii: "\n") })
            for line in 1...file.lineCount {
                let origins = file.origins(ofLine: line)
                #expect(
                    !origins.isEmpty && origins.allSatisfy { $0.line > 0 }, "\(file.path):\(line)")
            }
        }
    }
}
