import Diagnostics
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// What changes from version to version. Of each platform the oldest version runs here; what a
/// newer one has is held against it.
@Suite("A dialect")
struct DialectTests {
    /// The file of the exchange that has every rule, and what it is not.
    static func rendering(
        _ platform: String, _ version: SoftwareVersion?,
        _ change: (inout RouteServer) throws -> Void = { _ in }
    ) throws -> (file: String, diagnostics: [Diagnostic]) {
        var (fabric, device) = try LabExchange.fabric(platform: platform) { server in
            // Both daemons can say what is left.
            for index in server.clients.indices {
                server.clients[index].hasExtendedNextHop = false
                server.clients[index].nextHops = [server.clients[index].address]
            }
            try change(&server)
        }
        fabric.devices[Int(device.rawValue)].platformVersion = version.map {
            PlatformVersion(
                number: $0, origin: SourceSpan(file: 0, line: 7, column: 23, length: 6))
        }
        let rendering = generateFiles(for: device, of: fabric)
        let name = platform == "openbgpd" ? "bgpd.conf" : "bird.conf"
        let file = rendering.files.first { $0.path.hasSuffix("/\(name)") }?.text ?? ""
        #expect(file.isEmpty != rendering.diagnostics.isEmpty)
        return (file, rendering.diagnostics)
    }

    @Test("is the oldest where nothing is said", arguments: ["bird2", "openbgpd"])
    func unsaid(platform: String) throws {
        let oldest = try #require(backend(named: platform)).oldestVersion
        #expect(try Self.rendering(platform, nil).file == Self.rendering(platform, oldest).file)
    }

    @Test(
        "of BIRD 2.14 and newer is that of 2.0.12, with functions that say what they return",
        arguments: ["2.14", "2.15.1", "2.16", "3.0", "3.1.4"])
    func returnTypes(version: String) throws {
        let old = try Self.rendering("bird2", nil).file
        let new = try Self.rendering("bird2", SoftwareVersion(version)).file
        #expect(new.replacing(" -> bool {", with: " {") == old)
        let functions = new.split(separator: "\n").count { $0.hasPrefix("function ") }
        #expect(functions == 8)
        #expect(new.split(separator: " -> bool {").count == functions + 1)
        guard Validator.bird.isWanted else { return }
        #expect(try Validator.bird.complaints(about: old) == [])
    }

    @Test(
        "of BIRD before 2.14 has functions without return types", arguments: ["2.0.13", "2.13.1"])
    func oldFunctions(version: String) throws {
        #expect(
            try Self.rendering("bird2", SoftwareVersion(version)).file
                == Self.rendering("bird2", nil).file)
    }

    @Test("of OpenBGPD 7.8 is that of 7.7 with another role", arguments: ["7.8", "8.4", "9.1"])
    func roles(version: String) throws {
        let old = try Self.rendering("openbgpd", nil).file.split(separator: "\n")
        let new = try Self.rendering("openbgpd", SoftwareVersion(version)).file
            .split(separator: "\n")
        #expect(old.count == new.count)
        let changes = zip(old, new).filter { $0 != $1 }.filter { !$0.0.hasPrefix("#") }
        #expect(changes.map(\.0) == ["    announce policy rs"])
        #expect(changes.map(\.1) == ["    role rs"])
        guard Validator.openbgpd.isWanted else { return }
        let file = old.joined(separator: "\n") + "\n"
        #expect(try Validator.openbgpd.complaints(about: file) == [])
    }

    @Test(
        "of an older version than the oldest is refused at the line that says it",
        arguments: [("bird2", "2.0.11"), ("openbgpd", "7.6"), ("bird2", "1.6.8")])
    func tooOld(platform: String, version: String) throws {
        let found = try Self.rendering(platform, SoftwareVersion(version)).diagnostics
        #expect(found.map(\.code) == ["backend.not-expressible"])
        #expect(found.map { $0.span?.line } == [7])
    }

    // MARK: Paths that are verified (ASPA)

    private static let ruleOrigin = SourceSpan(file: 0, line: 9, column: 11, length: 14)

    private static func verifyingPaths(_ server: inout RouteServer) {
        server = server.verifyingPaths()
        for index in server.rules.indices where server.rules[index].kind == .pathValidity {
            server.rules[index].origin = ruleOrigin
        }
    }

    @Test(
        "that can verify paths is as it was recorded",
        arguments: [
            ("bird2", ["2.16", "2.19.2", "3.1", "3.3.2"], "bird.conf"),
            ("openbgpd", ["7.8", "8.8", "9.1"], "bgpd.conf"),
        ])
    func golden(platform: String, versions: [String], file: String) throws {
        for version in versions {
            let text = try Self.rendering(
                platform, SoftwareVersion(version), Self.verifyingPaths
            ).file
            try Golden.expect(text, at: "Fixtures/Golden/\(platform)/aspa/\(file)")
        }
    }

    @Test(
        "that can verify paths is otherwise the one without",
        arguments: [
            ("bird2", "2.16", 10), ("bird2", "2.19.2", 10), ("bird2", "3.1", 10),
            ("openbgpd", "7.8", 7), ("openbgpd", "8.8", 7),
        ])
    func additions(platform: String, version: String, count: Int) throws {
        func lines(_ change: (inout RouteServer) throws -> Void) throws -> [Substring] {
            try Self.rendering(platform, SoftwareVersion(version), change).file
                .split(separator: "\n", omittingEmptySubsequences: false)
        }
        let without = try lines { _ in }
        let with = try lines(Self.verifyingPaths)
        let difference = with.difference(from: without)
        #expect(difference.removals.isEmpty)
        #expect(difference.insertions.count == count, "\(difference)")
        // Both caches and the configuration itself fill the table.
        let cached = try lines { server in
            Self.verifyingPaths(&server)
            server.originValidation?.caches = [
                RTRCache(address: try IPAddress("192.0.2.99"), port: 323)
            ]
        }
        let channels = cached.count { $0.hasSuffix("aspa { table cr_aspas; };") }
        #expect(channels == (platform == "bird2" ? 2 : 0))
    }

    @Test(
        "that cannot verify paths refuses to, at the line that asks for it",
        arguments: [
            ("bird2", nil), ("bird2", "2.15"), ("bird2", "3.0"), ("bird2", "3.0.9"),
            ("openbgpd", nil), ("openbgpd", "7.7"),
        ] as [(String, String?)])
    func cannotVerify(platform: String, version: String?) throws {
        let found = try Self.rendering(
            platform, version.map { try SoftwareVersion($0) }, Self.verifyingPaths
        ).diagnostics
        #expect(found.map(\.code) == ["backend.not-expressible"])
        #expect(found.map(\.span) == [Self.ruleOrigin])
        #expect(found.allSatisfy { $0.hint?.contains("aspa: ignore") == true })
    }

    @Test("of OpenBGPD verifies no path without roles, and none without ASPAs of its own")
    func openBGPDNeeds() throws {
        let new = SoftwareVersion(8, 8)
        let changes: [(inout RouteServer) -> Void] = [
            {
                $0.hasRoles = false
                $0.rules.removeAll { $0.kind == .leaks }
            }, { $0.providerAuthorizations = [] },
        ]
        for change in changes {
            let found = try Self.rendering("openbgpd", new) { server in
                Self.verifyingPaths(&server)
                change(&server)
            }.diagnostics
            #expect(found.map(\.span) == [Self.ruleOrigin])
        }
    }
}
