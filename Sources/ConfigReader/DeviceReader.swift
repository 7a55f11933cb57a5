import Forwarding
import Net

/// Reads the files of one device.
struct DeviceReader {
    private let name: String
    private var sources: [File: SourceText] = [:]
    private(set) var device: NetworkDevice

    /// The files that a device may have.
    private enum File: String, CaseIterable {
        case interfaces
        case interfacePolicy = "ifupdown2.json"
        case frr = "frr.conf"
        case daemons
        case nftables = "nftables.conf"
        case sysctl = "sysctl.conf"
        case bird = "bird.conf"
        case openbgpd = "bgpd.conf"
        case eos = "startup-config"
        case sonic = "config_db.json"
        case srLinux = "config.json"

        /// What a switch has that has one of the files, and nothing else.
        static let ofOthers: [(File, [File])] = [
            (.eos, [.eos]), (.sonic, [.sonic, .frr]), (.srLinux, [.srLinux]),
        ]

        /// A route server routes nothing: it has no FRR and no filter.
        static let ofRouteServer: [File] = [.interfaces, .interfacePolicy, .sysctl]
        static let ofSwitch: [File] = [
            .interfaces, .interfacePolicy, .frr, .daemons, .nftables, .sysctl,
        ]
    }

    init(name: String) {
        self.name = name
        device = NetworkDevice(name: name, statements: [])
    }

    mutating func add(_ source: SourceText, named name: String) {
        guard let file = File(rawValue: name) else {
            refuse("\(source.path): a file that is not known")
            return
        }
        if sources.updateValue(source, forKey: file) != nil {
            refuse("\(source.path): there twice")
        }
    }

    mutating func refuse(_ reason: String) {
        device.unmodelled.append(UnmodelledLine(line: nil, text: "", reason: reason))
    }

    private mutating func take(_ findings: Findings) {
        device.statements += findings.statements
        device.unmodelled += findings.unmodelled
    }

    consuming func read() -> NetworkDevice {
        guard !sources.isEmpty else {
            refuse("\(name): no configuration file")
            return device
        }
        let servers = [File.bird, .openbgpd].filter { sources[$0] != nil }
        if servers.count > 1 { refuse("\(name): two route servers on one device") }
        let other = File.ofOthers.first { sources[$0.0] != nil }
        let wanted =
            other?.1 ?? (servers.isEmpty ? File.ofSwitch : File.ofRouteServer)
        if let (first, _) = other {
            for file in File.allCases where sources[file] != nil && !wanted.contains(file) {
                refuse("\(name)/\(file.rawValue): not beside \(first.rawValue)")
            }
        }
        for file in wanted where sources[file] == nil {
            refuse("\(name)/\(file.rawValue) is missing")
        }
        if let source = sources[.sonic] {
            readSONiC(source)
            return device
        }
        var interfaces = sources[.interfaces].map { InterfacesReader($0) }
        interfaces?.read()
        var frr = sources[.frr].map { FRRReader($0) }
        frr?.read()
        frr?.interpret(connected: interfaces?.content.connected ?? [:])
        var nftables = sources[.nftables].map { NftablesReader($0) }
        nftables?.read()
        var policy = sources[.interfacePolicy].map { InterfacePolicyReader($0) }
        policy?.read()
        var daemons = sources[.daemons].map { DaemonsReader($0) }
        daemons?.read()

        agree(&interfaces, with: policy)
        agree(&frr, &daemons)
        agree(&frr, on: interfaces?.content.tunnels ?? [], &interfaces)
        agree(&nftables, with: frr)
        agree(&nftables, with: frr, on: interfaces?.content.tunnels ?? [])

        for findings in [
            interfaces?.findings, frr?.findings, nftables?.findings, policy?.findings,
            daemons?.findings,
        ] {
            if let findings { take(findings) }
        }
        if let source = sources[.sysctl] {
            var reader = SysctlReader(source)
            reader.read()
            take(reader.findings)
        }
        if let source = sources[.eos] {
            var reader = EOSReader(source)
            reader.read()
            take(reader.findings)
        }
        if let source = sources[.srLinux] {
            var reader = SRLinuxReader(source)
            reader.read()
            take(reader.findings)
        }
        if let source = sources[.bird] {
            var reader = BIRDReader(source)
            reader.read()
            take(reader.findings)
        }
        if let source = sources[.openbgpd] {
            var reader = OpenBGPDReader(source)
            reader.read()
            take(reader.findings)
        }
        return device
    }

    private mutating func readSONiC(_ source: SourceText) {
        var sonic = SONiCReader(source)
        sonic.read()
        guard let source = sources[.frr] else {
            take(sonic.findings)
            return
        }
        var frr = FRRReader(source)
        frr.read()
        frr.interpret(connected: sonic.content.connected)
        sonic.agree(with: frr)
        take(sonic.findings)
        take(frr.findings)
    }
}
