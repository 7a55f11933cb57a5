/// A cable or a device that does not work. A failed cable takes the ports at both of its ends down,
/// unless another cable of the same LAG still works; a failed device says nothing any more, and all
/// of its cables fail with it.
public enum Outage: Hashable, Comparable, Sendable {
    /// Position in `Network.cables`.
    case cable(Int)
    /// Position in `Network.devices`.
    case device(Int)

    /// The device that fails; nil for a cable.
    public var device: Int? {
        switch self {
        case .cable: nil
        case .device(let device): device
        }
    }

    public var isDevice: Bool { device != nil }

    /// Cables first, then devices, each in their order.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.cable(let left), .cable(let right)), (.device(let left), .device(let right)):
            left < right
        case (.cable, .device): true
        case (.device, .cable): false
        }
    }
}

extension Network {
    /// Every single cable and device, in order.
    public var outages: [Outage] {
        cables.indices.map { .cable($0) } + devices.indices.map { .device($0) }
    }

    /// `leaf-h1:swp49 to spine-1:swp9`, `leaf-h1`.
    public func name(of outage: Outage) -> String {
        switch outage {
        case .device(let device): devices[device].name
        case .cable(let cable):
            "\(devices[cables[cable].a.device].name):\(cables[cable].a.port) to "
                + "\(devices[cables[cable].b.device].name):\(cables[cable].b.port)"
        }
    }

    /// What is left of the network after outages. Positions of devices and of the statements of those
    /// that work stay as they are. O(size of the network).
    public func after(_ outages: [Outage]) -> Network {
        var result = self
        let failed = failures(after: outages)
        for end in failed.ports {
            result.devices[end.device].statements.append(Statement(.down(end.port)))
        }
        for device in failed.devices { result.devices[device].statements = [] }
        return result
    }

    /// Devices that fail, and ports of others that no working cable is left of; ascending. O(cables).
    func failures(after outages: [Outage]) -> (devices: [Int], ports: [End]) {
        var devices: Set<Int> = []
        var broken: Set<Int> = []
        for outage in outages {
            switch outage {
            case .cable(let cable): broken.insert(cable)
            case .device(let device): devices.insert(device)
            }
        }
        var working: Set<End> = []
        var lost: Set<End> = []
        for (position, cable) in cables.enumerated() {
            let fails =
                broken.contains(position) || devices.contains(cable.a.device)
                || devices.contains(cable.b.device)
            for end in [cable.a, cable.b] {
                if fails { lost.insert(end) } else { working.insert(end) }
            }
        }
        let ports = lost.subtracting(working).filter { !devices.contains($0.device) }
        return (
            devices.sorted(), ports.sorted { ($0.device, $0.port) < ($1.device, $1.port) }
        )
    }
}
