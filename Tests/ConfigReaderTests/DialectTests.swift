import ConfigReader
import Forwarding
import IR
import Net
import TestSupport
import Testing

/// Files for newer versions of the daemons, with paths that are verified.
@Suite("A dialect")
struct DialectTests {
    enum Daemon: String, CaseIterable {
        case bird = "bird2"
        case openbgpd

        var version: SoftwareVersion {
            self == .bird ? SoftwareVersion(2, 16) : SoftwareVersion(7, 8)
        }

        var file: String { self == .bird ? "bird.conf" : "bgpd.conf" }
    }

    private static func files(
        _ daemon: Daemon, version: SoftwareVersion? = nil, verifiesPaths: Bool = true
    ) throws -> DeviceFiles {
        var fabric = try RouteServerMatrix().fabric
        let index = try #require(fabric.devices.firstIndex { $0.name.text == "rs-1" })
        fabric.devices[index].platform = daemon.rawValue
        fabric.devices[index].platformVersion = PlatformVersion(
            number: version ?? daemon.version, origin: fabric.devices[index].origin)
        let kinds: Set<UInt32> = [64496, 64500]
        fabric.devices[index].routeServer?.clients.removeAll { !kinds.contains($0.asn.rawValue) }
        fabric.devices[index].routeServer?.originValidation?.caches = [
            RTRCache(address: try IPAddress("192.0.2.99"), port: 8282)
        ]
        let server = try #require(fabric.devices[index].routeServer)
        if verifiesPaths { fabric.devices[index].routeServer = server.verifyingPaths() }
        let files = try GeneratedRelease(fabric).device("rs-1")
        #expect(!files.text(of: daemon.file).isEmpty)
        return files
    }

    /// Those that most tests look at, made once.
    private static let verifying: [Daemon: DeviceFiles] = Dictionary(
        uniqueKeysWithValues: Daemon.allCases.compactMap { daemon in
            (try? files(daemon)).map { (daemon, $0) }
        })

    @Test("is read as what was meant", arguments: Daemon.allCases, [true, false])
    func roundTrip(daemon: Daemon, verifiesPaths: Bool) throws {
        let files = try Self.files(daemon, verifiesPaths: verifiesPaths)
        #expect(files.read().unmodelled == [])
        #expect(files.differences == [])
        let providers = files.read().statements.filter {
            if case .routeServerProviders = $0.fact { true } else { false }
        }
        #expect(providers.count == (verifiesPaths ? 3 : 0))
    }

    @Test("is read for every version that has one", arguments: ["2.0.12", "2.14", "3.1"])
    func birdVersions(text: String) throws {
        let version = try SoftwareVersion(text)
        let files = try Self.files(
            .bird, version: version, verifiesPaths: version >= SoftwareVersion(2, 16))
        #expect(files.read().unmodelled == [])
        #expect(files.differences == [])
    }

    @Test("is not read where it is half another", arguments: Daemon.allCases)
    func mixed(daemon: Daemon) throws {
        let files = try #require(Self.verifying[daemon])
        let (new, old) =
            daemon == .bird ? (" -> bool {", " {") : ("    role rs\n", "    announce policy rs\n")
        let text = files.text(of: daemon.file)
        #expect(text.contains(new))
        #expect(!files.replacing(new, with: old, in: daemon.file).read().unmodelled.isEmpty)
        var older = files
        older.set(daemon.file, to: text.replacing(new, with: old))
        #expect(!older.read().unmodelled.isEmpty, "the old dialect cannot verify paths")
    }

    /// Lines of both files that are about providers, and what they must not become.
    static let changes: [(daemon: Daemon, old: String, new: String)] = [
        (.bird, "aspa table cr_aspas;\n", ""),
        (.bird, "aspa table cr_aspas;\n", "aspa table cr_aspas;\naspa table cr_aspas;\n"),
        (.bird, "    aspa { table cr_aspas; };\n    remote", "    remote"),
        (.bird, "    aspa { table cr_aspas; };\n    route", "    route"),
        (.bird, "providers 64510, 64511", "providers 64511, 64510"),
        (.bird, "providers 64510, 64511", "providers 64510"),
        (.bird, "providers 64510, 64511", "providers 64510, 64511, 64512"),
        (.bird, "aspa 64497 transit", "aspa 64497 providers 64496"),
        (.bird, "aspa 64497 transit", "aspa 64496 transit"),
        (.bird, "aspa_check_upstream", "aspa_check_downstream"),
        (.bird, "= ASPA_INVALID", "= ASPA_UNKNOWN"),
        (.bird, "= ASPA_INVALID then return cr_refuse(1005)", "= ASPA_INVALID then return true"),
        (.openbgpd, "provider-as { 64510, 64511 }", "provider-as { 64511, 64510 }"),
        (.openbgpd, "provider-as { 64510, 64511 }", "provider-as { 64510 }"),
        (.openbgpd, "provider-as { 64510, 64511 }", "provider-as { 0, 64510, 64511 }"),
        (.openbgpd, "provider-as { 0 }", "provider-as { }"),
        (.openbgpd, "provider-as { 0 }", "provider-as { 64496 }"),
        (.openbgpd, "customer-as 64497", "customer-as 64496"),
        (.openbgpd, "avs invalid", "avs unknown"),
        (.openbgpd, "avs invalid", "ovs invalid"),
    ]

    @Test("with another word about providers is not read as the same", arguments: changes)
    func changed(change: (daemon: Daemon, old: String, new: String)) throws {
        let files = try #require(Self.verifying[change.daemon])
        #expect(files.text(of: change.daemon.file).contains(change.old), "\(change.old)")
        let changed = files.replacing(change.old, with: change.new, in: change.daemon.file)
        #expect(!changed.read().unmodelled.isEmpty || !changed.differences.isEmpty)
    }
}
