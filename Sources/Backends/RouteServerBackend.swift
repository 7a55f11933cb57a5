import Diagnostics
import IR

/// A platform that runs route servers and nothing else: the daemon's own file, beside the files of
/// the host.
public protocol RouteServerBackend: Backend {
    /// What the daemon cannot be told; where there is any, the device has no files.
    func objections(
        to server: RouteServer, on device: Device, in fabric: Fabric
    ) -> [Diagnostic]
    /// The daemon's file, for a server without objections.
    func configuration(
        of server: RouteServer, on device: Device, in fabric: Fabric
    ) -> GeneratedFile
}

extension RouteServerBackend {
    public var features: Set<Feature> {
        [.loopback, .management, .lag, .exchangePort, .routeServer]
    }

    public func files(for id: DeviceID, of fabric: Fabric) -> Rendering {
        let device = fabric[id]
        guard let server = device.routeServer else {
            return Rendering(
                files: [],
                diagnostics: [
                    .error(
                        notExpressible.code,
                        "\(name) runs route servers alone, and '\(device.name)' is none",
                        at: device.origin, hint: "choose another platform for the device")
                ])
        }
        let objections = objections(to: server, on: device, in: fabric)
        guard objections.isEmpty else { return Rendering(files: [], diagnostics: objections) }
        return Rendering(files: [
            configuration(of: server, on: device, in: fabric),
            InterfacesFile(fabric: fabric, device: device).generate(),
            InterfacePolicyFile(device: device).generate(),
            SysctlFile(device: device).generate(),
        ])
    }
}
