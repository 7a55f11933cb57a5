import Diagnostics
import Net

/// The ports of all devices, LAGs among them, and what each is used for.
public struct PortIndex: Sendable {
    /// In the order of devices and of their text; LAGs behind all of them.
    public let all: [IndexedPort]
    /// What uses each port, by port, in the order of `PortUse`'s cases and then of the text.
    public let uses: [[LocatedPortUse]]
    /// The ports at the ends of each link, by link; nil where a port does not exist.
    public let linkEnds: [(a: Int?, b: Int?)]
    /// The cables at each device, by device, in the order of the links.
    public let cables: [[Cable]]
    private let positions: [Key: Int]

    private struct Key: Hashable {
        let device: Int
        let port: PortName
    }

    init(
        _ topology: Topology, names: NameIndex, attachments: [IndexedAttachment],
        exits: [IndexedExit]
    ) {
        var all: [IndexedPort] = []
        var positions: [Key: Int] = [:]
        let count = topology.devices.reduce(0) { $0 + $1.ports.count } + topology.lags.count
        all.reserveCapacity(count)
        positions.reserveCapacity(count)
        func declare(_ name: Located<PortName>, of device: Int, lag: Int?) {
            let key = Key(device: device, port: name.value)
            guard positions[key] == nil else { return }
            positions[key] = all.count
            all.append(IndexedPort(device: device, name: name, lag: lag))
        }
        for (device, declaration) in topology.devices.enumerated() {
            for port in declaration.ports { declare(port, of: device, lag: nil) }
        }
        for (lag, declaration) in topology.lags.enumerated() {
            guard let device = names.devices[declaration.device.value] else { continue }
            declare(declaration.name, of: device, lag: lag)
        }

        var uses = [[LocatedPortUse]](repeating: [], count: all.count)
        func position(_ device: Name, _ port: PortName) -> Int? {
            names.devices[device].flatMap { positions[Key(device: $0, port: port)] }
        }
        @discardableResult
        func note(_ use: PortUse, of port: Located<PortReference>) -> Int? {
            guard let position = position(port.value.device, port.value.port) else { return nil }
            uses[position].append(LocatedPortUse(use: use, span: port.span))
            return position
        }
        for (device, declaration) in topology.devices.enumerated() {
            guard let port = declaration.managementPort,
                let position = positions[Key(device: device, port: port.value)]
            else { continue }
            uses[position].append(LocatedPortUse(use: .management, span: port.span))
        }
        for (lag, declaration) in topology.lags.enumerated() {
            for leg in declaration.ports {
                guard let position = position(declaration.device.value, leg.value) else { continue }
                uses[position].append(LocatedPortUse(use: .leg(ofLAG: lag), span: leg.span))
            }
        }
        let linkEnds = topology.links.enumerated().map { position, link in
            (a: note(.link(position), of: link.a), b: note(.link(position), of: link.b))
        }
        for (position, attachment) in attachments.enumerated() {
            note(.attachment(position), of: attachment.attachment.port)
        }
        for (position, exit) in exits.enumerated() { note(.exit(position), of: exit.exit.port) }
        for (member, declaration) in (topology.exchange?.members ?? []).enumerated() {
            for (connection, declared) in declaration.connections.enumerated() {
                note(.connection(member: member, connection: connection), of: declared.port)
            }
        }

        var cables = [[Cable]](repeating: [], count: topology.devices.count)
        for (link, ends) in linkEnds.enumerated() {
            guard let a = ends.a, let b = ends.b else { continue }
            let (first, second) = (all[a].device, all[b].device)
            cables[first].append(Cable(link: link, port: a, farPort: b, farDevice: second))
            cables[second].append(Cable(link: link, port: b, farPort: a, farDevice: first))
        }
        self.all = all
        self.uses = uses
        self.linkEnds = linkEnds
        self.cables = cables
        self.positions = positions
    }

    /// The position of a port that its device declares.
    public func position(ofDevice device: Int, port: PortName) -> Int? {
        positions[Key(device: device, port: port)]
    }
}

/// A port as it was declared.
public struct IndexedPort: Sendable {
    public let device: Int
    public let name: Located<PortName>
    /// The LAG that the port is; nil for a port of the chassis.
    public let lag: Int?
}

/// What a port is used for; the numbers are positions in the index or the topology.
public enum PortUse: Hashable, Sendable {
    case management
    case leg(ofLAG: Int)
    case link(Int)
    case attachment(Int)
    case exit(Int)
    case connection(member: Int, connection: Int)
}

/// A use and where it is written.
public struct LocatedPortUse: Hashable, Sendable {
    public let use: PortUse
    public let span: SourceSpan
}

/// A link as one of its devices sees it.
public struct Cable: Hashable, Sendable {
    public let link: Int
    /// The port at the near end.
    public let port: Int
    public let farPort: Int
    public let farDevice: Int
}

extension TopologyIndex {
    /// The position in `ports.all` of a port that its device declares, or of a LAG.
    public func port(_ reference: PortReference) -> Int? {
        device(named: reference.device).flatMap {
            ports.position(ofDevice: $0, port: reference.port)
        }
    }

    /// The device of a port reference, where it is one of the topology.
    func device(of port: Located<PortReference>) -> Device? {
        device(named: port.value.device).map { topology.devices[$0] }
    }

    /// `device:port`, as the topology writes it.
    func reference(ofPort port: Int) -> PortReference {
        let port = ports.all[port]
        return PortReference(
            device: topology.devices[port.device].name.value, port: port.name.value)
    }
}
