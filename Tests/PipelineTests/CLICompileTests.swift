import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLICompileTests {
    private static let compile = ["compile", "smallest.yaml", "--out", "release"]

    @Test func `twenty compilations of sct, on one thread and on two, give the same octets`() throws
    {
        try CLIProgram.withTopologies(["sct.yaml"]) { directory in
            var first: [String: [UInt8]]?
            for number in 1...20 {
                let jobs = ["--jobs", "\(1 + number % 2)"]
                let arguments = ["compile", "sct.yaml", "--out", "release-\(number)"] + jobs
                let answer = try CLIProgram.run(
                    arguments, in: directory,
                    environment: ["SWIFT_DETERMINISTIC_HASHING": nil])
                try #require(answer.status == 0, "\(answer.errorText)")
                let files = try CLIProgram.files(in: "\(directory)/release-\(number)")
                #expect(files == first ?? files, "compilation \(number)")
                first = first ?? files
            }
            #expect((first?.count ?? 0) > 100)
        }
    }

    @Test func `release.json lists exactly the files, with the digests that sha256sum finds`()
        throws
    {
        try CLIProgram.withTopologies(["tix.yaml"]) { directory in
            let answer = try CLIProgram.run(
                ["compile", "tix.yaml", "--out", "release", "-o", "json"], in: directory)
            #expect(answer.status == 0, "\(answer.errorText)")
            let release = "\(directory)/release"
            let manifest = try JSONValue(parsing: CLIProgram.read("\(release)/release.json"))
            let entries = manifest["files"]?.array ?? []
            let listed = entries.compactMap { $0["path"]?.string }
            let present = try CLIProgram.files(in: release).keys.filter { $0 != "release.json" }
            #expect(listed.sorted() == present.sorted())
            let sums = entries.map {
                "\($0["sha256"]?.string ?? "")  \($0["path"]?.string ?? "")\n"
            }
            try CLIProgram.write(sums.joined(), to: "\(directory)/sums")
            var tool = try #require(OutsideProgram(tool: "sha256sum"))
            tool.directory = release
            let checked = try tool.run(["--check", "--strict", "../sums"])
            #expect(checked.status == 0, "\(checked.errorText)")
            let generated = listed.filter { !$0.hasPrefix("origins/") }
            let digest = try tool.run(["-"], input: try tool.run(generated).output)
            #expect(digest.outputText.hasPrefix(manifest["digest"]?.string ?? "?"))
            #expect(try JSONValue(parsing: answer.output)["digest"] == manifest["digest"])
        }
    }

    @Test func `a comment in the topology changes the origins and not the digest`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            func compileAndRead() throws -> (digest: JSONValue?, origins: [String: [UInt8]]) {
                let answer = try CLIProgram.run(Self.compile, in: directory)
                try #require(answer.status == 0, "\(answer.errorText)")
                let files = try CLIProgram.files(in: "\(directory)/release")
                let manifest = try JSONValue(parsing: files["release.json"] ?? [])
                return (manifest["digest"], files.filter { $0.key.hasPrefix("origins/") })
            }
            let before = try compileAndRead()
            let path = "\(directory)/smallest.yaml"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try CLIProgram.write("# one more line\n" + text, to: path)
            let after = try compileAndRead()
            #expect(before.digest == after.digest)
            #expect(before.origins != after.origins)
        }
    }

    @Test func `an earlier release is replaced as a whole, and no sibling is left`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            #expect(try CLIProgram.run(Self.compile, in: directory).status == 0)
            let path = "\(directory)/smallest.yaml"
            let text = String(decoding: try CLIProgram.read(path), as: UTF8.self)
            try CLIProgram.write(text.replacing("leaf-1", with: "leaf-9"), to: path)
            #expect(try CLIProgram.run(Self.compile, in: directory).status == 0)
            let devices = try FileManager.default
                .contentsOfDirectory(atPath: "\(directory)/release").sorted()
            #expect(devices == ["leaf-9", "origins", "release.json"])
            let siblings = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            #expect(siblings == ["release", "smallest.ids.lock", "smallest.yaml"])
        }
    }

    @Test func `a directory that is not all ours is not touched`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let release = "\(directory)/release"
            try FileManager.default.createDirectory(
                atPath: release, withIntermediateDirectories: false)
            try CLIProgram.write("mine", to: "\(release)/notes.txt")
            let foreign = try CLIProgram.run(Self.compile, in: directory)
            #expect(foreign.status == 74)
            #expect(try CLIProgram.files(in: release) == ["notes.txt": Array("mine".utf8)])
            try FileManager.default.removeItem(atPath: "\(release)/notes.txt")
            #expect(try CLIProgram.run(Self.compile, in: directory).status == 0)
            try CLIProgram.write("mine", to: "\(release)/leaf-1/notes.txt")
            let mixed = try CLIProgram.run(Self.compile, in: directory)
            #expect(mixed.status == 74)
            #expect(mixed.errorText.contains("leaf-1/notes.txt"))
            #expect(try CLIProgram.read("\(release)/leaf-1/notes.txt") == Array("mine".utf8))
        }
    }

    @Test(arguments: [".", "..", "smallest.yaml", "/"])
    func `a path that cannot be replaced as a whole is refused`(out: String) throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let before = try CLIProgram.files(in: directory)
            let answer = try CLIProgram.run(
                ["compile", "smallest.yaml", "--out", out], in: directory)
            #expect([64, 74].contains(answer.status))
            #expect(try CLIProgram.files(in: directory) == before)
        }
    }

    @Test func `a locked ledger is not written, and one that is up to date is enough`() throws {
        try CLIProgram.withTopologies(["smallest.yaml"]) { directory in
            let locked = Self.compile + ["--locked"]
            let refused = try CLIProgram.run(locked, in: directory)
            #expect(refused.status == 2)
            #expect(refused.errorText.contains("smallest.ids.lock"))
            #expect(try CLIProgram.files(in: directory).keys.sorted() == ["smallest.yaml"])
            #expect(try CLIProgram.run(Self.compile, in: directory).status == 0)
            let ledger = try CLIProgram.read("\(directory)/smallest.ids.lock")
            #expect(try CLIProgram.run(locked, in: directory).status == 0)
            #expect(try CLIProgram.read("\(directory)/smallest.ids.lock") == ledger)
        }
    }

    @Test func `the ledgers beside our topologies are up to date`() throws {
        for name in ["sct", "tix", "smallest"] {
            try TemporaryDirectory.with { directory in
                let topology = "Topologies/\(name).yaml"
                let answer = try CLIProgram.run(
                    ["compile", topology, "--out", "\(directory)/release", "--locked"],
                    in: Repository.root)
                #expect(answer.status == 0, "\(answer.errorText)")
            }
        }
    }
}
