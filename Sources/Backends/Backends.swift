// Backends: a device of the fabric, in the words of the software that runs on it.
//
// A back-end reads a `Device` of a finished `Fabric` and returns the files of that device, nothing
// else: no template, no state, no look at other output. Two properties carry the rest:
//
// * **Every line knows who asked for it.** `ConfigText` writes a line together with the places of
//   the topology that it follows from; what the platform always needs belongs to the device's own
//   line. `GeneratedFile.origins(ofLine:)` gives them back.
// * **No text becomes syntax.** A line is a `ConfigLine`, made of literals of this module and of
//   typed values whose alphabets hold no separator, quote or line end of any of our languages.
//   There is no way to interpolate a `String`.
//
// What a platform cannot say is an error at the line that asked for it, `backend.not-expressible`,
// and the device then has no files at all: a configuration with a silent gap is worse than none.
//
// A language has versions. A device says in `platform_version` which it runs, and a back-end writes
// for the oldest that it knows where nothing is said: of Debian's programs the one of Debian 12,
// whose own binaries the tests ask. A device of an older one is refused; what a newer one alone can
// say is refused from the others at the line that asks for it.
//
// A new back-end is one type here, one line in `allBackends` and its golden files.

import Diagnostics
import IR
import Net

/// A language of configurations and what can be said in it.
public protocol Backend: Sendable {
    /// As `platform:` of a device names it.
    var name: String { get }
    /// The oldest version that it writes for, and that of devices that say nothing of theirs.
    var oldestVersion: SoftwareVersion { get }
    /// What the language can say; everything else is refused at its origin.
    var features: Set<Feature> { get }
    /// The files of a device whose features are all in `features`, in a fixed order.
    func files(for device: DeviceID, of fabric: Fabric) -> Rendering
}

extension Backend {
    func version(of device: Device) -> SoftwareVersion {
        device.platformVersion?.number ?? oldestVersion
    }
}

/// What came of printing: files, or the reasons why there are none.
public struct Rendering: Sendable {
    public var files: [GeneratedFile]
    /// Not in order of place; empty where all could be said.
    public var diagnostics: [Diagnostic]

    public init(files: [GeneratedFile], diagnostics: [Diagnostic] = []) {
        self.files = files
        self.diagnostics = diagnostics
    }

    /// What came of printing one device after the other; diagnostics in order of place.
    public init(joining renderings: [Rendering]) {
        files = renderings.flatMap(\.files)
        diagnostics = renderings.flatMap(\.diagnostics).inOrder()
    }
}

/// All back-ends, in order of names.
public let allBackends: [any Backend] = [
    BIRD2(), EOS(), LinuxFRR(), OpenBGPD(), SONiC(), SRLinux(),
]

/// The back-end of a platform; nil where nobody knows it.
public func backend(named name: String) -> (any Backend)? {
    allBackends.first { $0.name == name }
}

/// Prints one device in the language of its platform. Devices are independent: callers may print
/// them in any order and in parallel.
///
/// A device that asks for something its platform cannot say gets diagnostics and no files.
public func generateFiles(for id: DeviceID, of fabric: Fabric) -> Rendering {
    let device = fabric[id]
    guard let backend = backend(named: device.platform) else {
        let names = allBackends.map(\.name)
        return Rendering(
            files: [],
            diagnostics: [
                .error(
                    notExpressible.code,
                    "device '\(device.name)' has the platform \(quoted(device.platform)), "
                        + "which no back-end knows",
                    at: device.origin, hint: "choose one of \(names.joined(separator: ", "))")
            ])
    }
    if let version = device.platformVersion, version.number < backend.oldestVersion {
        return Rendering(
            files: [],
            diagnostics: [
                .error(
                    notExpressible.code,
                    "\(backend.name) is written for version \(backend.oldestVersion) and newer ones, "
                        + "and '\(device.name)' runs \(version.number)",
                    at: version.origin, notes: [.init("the device", at: device.origin)],
                    hint: "upgrade the device")
            ])
    }
    let refused = Feature.uses(of: device, in: fabric)
        .filter { !backend.features.contains($0.feature) }
        .map { use in
            Diagnostic.error(
                notExpressible.code,
                "\(backend.name) cannot say \(use.feature.meaning), which '\(device.name)' needs",
                at: use.origin, notes: [.init("the device", at: device.origin)],
                hint: "choose another platform for the device, or leave it out")
        }
    guard refused.isEmpty else { return Rendering(files: [], diagnostics: refused) }
    var rendering = backend.files(for: id, of: fabric)
    if rendering.diagnostics.hasErrors { rendering.files = [] }
    return rendering
}

/// Prints all devices, in order of the fabric.
public func generateFiles(of fabric: Fabric) -> Rendering {
    Rendering(
        joining: fabric.devices.indices.map { generateFiles(for: DeviceID($0), of: fabric) })
}

let notExpressible = Rule(
    code: "backend.not-expressible",
    meaning:
        "The platform of the device has no words for what the topology asks of it. The device gets "
        + "no configuration at all, because one with a silent gap would look complete.",
    bad: "devices: [{name: rs-1, role: route-server, platform: linux-frr, …}]",
    good: "devices: [{name: rs-1, role: route-server, platform: bird2, …}]")

/// The rules of this module.
public let backendRules: [Rule] = [notExpressible]
