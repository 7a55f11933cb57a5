import Backends
import ConfigReader
import Forwarding
import IR
import TestSupport
import Testing

/// The files of a fabric, as devices get them, and what the devices were meant to be told.
struct GeneratedRelease: Sendable {
    let intended: Network
    let files: [(path: String, octets: [UInt8])]

    init(_ fabric: Fabric) {
        intended = Network(fabric)
        files = generateFiles(of: fabric).files.map { ($0.path, Array($0.text.utf8)) }
    }

    /// That of a topology of the repository, made once.
    init(topology: String) throws {
        self = try #require(Self.known[topology]).get()
    }

    private static let known: [String: Result<GeneratedRelease, any Error>] = {
        let releases = CompiledTopology.names.map { name in
            (name, Result { GeneratedRelease(try CompiledTopology.fabric(named: name)) })
        }
        return Dictionary(uniqueKeysWithValues: releases)
    }()

    var deviceNames: [String] { intended.devices.map(\.name) }

    func read() -> Network {
        readConfigurations(files, devices: deviceNames, cables: intended.cables)
    }

    /// The device alone, for tests that change one of its files many times.
    func device(_ name: String) throws -> DeviceFiles {
        DeviceFiles(
            intended: intended.devices.first { $0.name == name }
                ?? NetworkDevice(name: name, statements: []),
            files: files.filter { $0.path.hasPrefix(name + "/") })
    }
}

/// The files of one device.
struct DeviceFiles {
    let intended: NetworkDevice
    var files: [(path: String, octets: [UInt8])]

    func read() -> NetworkDevice {
        readConfigurations(files, devices: [intended.name], cables: []).devices[0]
    }

    var differences: [NetworkDifference] {
        Network(devices: [read()], cables: [])
            .differences(from: Network(devices: [intended], cables: []))
    }

    func text(of file: String) -> String {
        let octets = files.first { $0.path.hasSuffix("/" + file) }?.octets ?? []
        return String(decoding: octets, as: UTF8.self)
    }

    mutating func set(_ file: String, to text: String) {
        files = files.map { $0.path.hasSuffix("/" + file) ? ($0.path, Array(text.utf8)) : $0 }
    }

    /// With the first occurrence of a text in a file replaced.
    func replacing(_ old: String, with new: String, in file: String) -> DeviceFiles {
        var changed = self
        changed.set(file, to: text(of: file).replacing(old, with: new, maxReplacements: 1))
        return changed
    }
}

extension NetworkDifference: CustomStringConvertible {
    public var description: String { "\(device): \(kind) \(fact)" }
}
