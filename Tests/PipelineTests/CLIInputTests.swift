import Diagnostics
import Foundation
import TestSupport
import Testing

/// Every way that a capture can come in, but from a port.
@Suite struct CLIInputTests {
    /// A directory with the demonstration's project.
    private func withDemo(_ body: (String) throws -> Void) throws {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project", "--demo"], in: directory)
            try #require(made.status == 0, "\(made.errorText)")
            try body("\(directory)/project")
        }
    }

    /// Runs a line of the shell in which `$audit` is the command.
    private func shell(_ line: String, in directory: String) throws -> ProgramResult {
        var program = OutsideProgram(path: "/bin/bash")
        program.directory = directory
        program.environment = ["audit": "\(CLIProgram.path) audit", "LANG": "C.UTF-8"]
        return try program.run(["-c", line])
    }

    /// What the report says that does not depend on the way in.
    private func essence(_ answer: ProgramResult) throws -> [JSONValue?] {
        let value = try JSONValue(parsing: answer.output)
        return [value["verdict"], value["frames"], value["coverage"], value["findings"]]
    }

    @Test(
        "the standard input, a FIFO, a device file and packed files have the report of the file",
        arguments: [
            "cat demo.pcapng | $audit -", "$audit - < demo.pcapng",
            "cat demo.pcapng | $audit /dev/stdin", "$audit /dev/stdin < demo.pcapng",
            "mkfifo f; cat demo.pcapng > f & $audit f",
            "(dd bs=7 status=none) < demo.pcapng | $audit -",
            "gzip -c demo.pcapng > d.pcapng.gz; $audit d.pcapng.gz",
            "gzip -c demo.pcapng | $audit -",
            "zstd -qc demo.pcapng > d; $audit d", "zstd -qc demo.pcapng | $audit -",
            "head -c 300 demo.pcapng | gzip -c > a; tail -c +301 demo.pcapng | gzip -c >> a; $audit a",
        ])
    func ways(line: String) throws {
        try withDemo { project in
            let plain = try CLIProgram.run(["audit", "demo.pcapng", "-o", "json"], in: project)
            let answer = try shell("\(line) -o json --evidence e.pcapng", in: project)
            #expect(answer.status == 1 && answer.errors == [], "\(answer.errorText)")
            #expect(try essence(answer) == essence(plain))
            let evidence = try CLIProgram.run(
                ["audit", "demo.pcapng", "--evidence", "plain.pcapng"], in: project)
            #expect(evidence.status == 1)
            #expect(
                try CLIProgram.read("\(project)/e.pcapng").count
                    == CLIProgram.read("\(project)/plain.pcapng").count)
        }
    }

    @Test(
        "a packed capture that is cut or damaged keeps its counts and is undecided",
        arguments: [
            ("gzip -c big.pcap | head -c -9 | $audit -", "the compressed data end too early"),
            ("zstd -qc big.pcap | head -c -5 > z; $audit z", "the compressed data end too early"),
            (
                "(gzip -c big.pcap; echo more) > z; $audit z",
                "the compressed data are damaged"
            ),
        ])
    func cut(line: String, reason: String) throws {
        try withDemo { project in
            try writeCapture(frames: 5000, to: "\(project)/big.pcap")
            let answer = try shell("\(line) -o json", in: project)
            #expect(answer.status == 3, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            let capture = value["captures"]?.array?.first
            #expect(capture?["cut"]?["reason"] == .string(reason))
            #expect(value["frames"]?["read"] != 0)
            #expect(value["doubts"]?.array?.contains { $0["kind"] == "captures-cut" } == true)
        }
    }

    @Test("a capture that unpacks to too much is read up to the limit and undecided")
    func bomb() throws {
        try withDemo { project in
            try writeCapture(frames: 50_000, to: "\(project)/big.pcap", at: nil)
            let answer = try shell("zstd -qc -19 big.pcap | $audit - -o json", in: project)
            #expect(answer.status == 3, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            let cut = value["captures"]?.array?.first?["cut"]
            #expect(cut?["reason"] == "more than 100 octets are packed in one")
        }
    }

    @Test(
        "what holds no capture is refused",
        arguments: [
            "gzip -c demo.pcapng | gzip -c | $audit -", "zstd -qc demo.pcapng | gzip -c | $audit -",
            "printf 'PK\\003\\004 and more' | $audit -", "xz -c demo.pcapng | $audit -",
            "printf 'PK\\003\\004 and more' | gzip -c | $audit -", "$audit - < /dev/null",
            "echo text | gzip -c | $audit -", "printf '\\037\\213' | $audit -", "$audit .",
            "$audit /dev/null",
        ])
    func refused(line: String) throws {
        try withDemo { project in
            let answer = try shell(line, in: project)
            #expect(answer.status == 2, "\(answer.outputText)\(answer.errorText)")
            #expect(answer.output == [])
        }
    }

    @Test("the digest is that of the file as it came", arguments: ["demo.pcapng", "d.gz"])
    func digest(name: String) throws {
        try withDemo { project in
            let answer = try shell(
                "gzip -c demo.pcapng > d.gz; $audit \(name) --digest -o json", in: project)
            let expected = try shell("sha256sum < \(name)", in: project).outputText.prefix(64)
            let value = try JSONValue(parsing: answer.output)
            #expect(value["captures"]?.array?.first?["sha256"] == .string(String(expected)))
        }
    }

    @Test(
        "a signal ends the reading of a pipe with a report",
        arguments: [("TERM", 143), ("INT", 130)])
    func interrupted(signal: String, status: Int32) throws {
        try withDemo { project in
            try writeCapture(frames: 40_000, to: "\(project)/big.pcap")
            // A pipe holds 1 MiB at most: when all is written, the reader has begun. The writer stays.
            let answer = try shell(
                """
                mkfifo f; $audit f -o json & exec 3> f; cat big.pcap >&3
                kill -\(signal) $!; wait $!
                """, in: project)
            #expect(answer.status == status, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            let cut = value["captures"]?.array?.first?["cut"]
            #expect(cut?["reason"] == "the reading was interrupted")
        }
    }

    @Test("a signal ends the waiting for a writer that never comes, with a report of nothing")
    func neverWritten() throws {
        try withDemo { project in
            let answer = try shell(
                """
                mkfifo f; $audit f -o json &
                until readlink /proc/$!/fd/* | grep -q '/f$'; do sleep 0.02; done
                kill -TERM $!; wait $!
                """, in: project)
            #expect(answer.status == 143, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            #expect(value["captures"] == [] && value["verdict"] == "not-covered")
            #expect(value["captures_unread"] == ["f"])
        }
    }

    @Test("captures that a signal came before are named")
    func notBegun() throws {
        try withDemo { project in
            let answer = try shell(
                """
                mkfifo f; $audit f demo.pcapng 'a b.pcap' -o json --report text=report.txt &
                until readlink /proc/$!/fd/* | grep -q '/f$'; do sleep 0.02; done
                kill -TERM $!; wait $!
                """, in: project)
            #expect(answer.status == 143, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            #expect(value["captures_unread"] == ["f", "demo.pcapng", "a b.pcap"])
            #expect(value["doubts"]?.array?.first?["count"] == 3)
            let text = String(
                decoding: try CLIProgram.read("\(project)/report.txt"), as: UTF8.self)
            #expect(text.contains("unread    demo.pcapng: not begun"))
            #expect(answer.errorText.contains("interrupted before 'demo.pcapng' was read"))
        }
    }

    @Test("a pipe that nobody reads ends the run, and one that somebody reads has the report")
    func outputPipes() throws {
        try withDemo { project in
            for option in ["--report json=p", "--evidence p"] {
                let alone = try shell(
                    "rm -f p; mkfifo p; timeout 60 $audit demo.pcapng \(option)", in: project)
                #expect(alone.status == 74, "\(alone.errorText)")
                #expect(alone.errorText.contains("cannot write 'p': nobody reads it"))
                let read = try shell(
                    "exec 3<> p; timeout 60 $audit demo.pcapng \(option) > /dev/null; head -c 4 <&3",
                    in: project)
                #expect(read.output.count == 4, "\(read.errorText)")
            }
        }
    }

    @Test(
        "a standard stream that is closed is an error of input or output, and no other file's place",
        arguments: [
            ("timeout 60 $audit - <&-", 74), ("timeout 60 $audit demo.pcapng - <&-", 74),
            ("timeout 60 $audit demo.pcapng --evidence e.pcapng >&-", 74),
            ("timeout 60 $audit demo.pcapng 2>&-", 1), ("timeout 60 $audit demo.pcapng <&-", 1),
        ] as [(String, Int32)])
    func closedStreams(line: String, status: Int32) throws {
        try withDemo { project in
            let answer = try shell(line, in: project)
            #expect(answer.status == status, "\(answer.errorText)")
            if line.contains(" -") && line.hasSuffix("<&-") && status == 74 {
                #expect(answer.errorText.contains("standard input"), "\(answer.errorText)")
            }
        }
    }

    @Test("progress comes as text, as JSON, or not at all")
    func progress() throws {
        try withDemo { project in
            func talk(_ form: String) throws -> String {
                try CLIProgram.run(
                    ["audit", "demo.pcapng", "--progress", form], in: project
                ).errorText
            }
            #expect(try talk("plain").contains("'demo.pcapng': 100 %, 9 frames"))
            let value = try JSONValue(parsing: Array(talk("json").utf8))
            #expect(value["event"] == "done" && value["frames"] == 9)
            #expect(value["octets"] == value["octets_total"])
            #expect(try talk("none") == "" && talk("auto") == "")
        }
    }

    /// A capture of the same frame at times that `random` draws, or always the same time.
    private func writeCapture(
        frames: Int, to path: String, at random: SeededGenerator? = SeededGenerator(seed: 1)
    ) throws {
        var random = random
        var builder = CaptureBuilder()
        builder.pcapHeader()
        let frame = FrameBuilder.ethernet(FrameSample.tcp)
        for _ in 0..<frames {
            let time = random?.next() ?? 0
            builder.pcapRecord(
                frame, seconds: UInt32(truncatingIfNeeded: time),
                units: UInt32(truncatingIfNeeded: time >> 32) % 1_000_000)
        }
        try Data(builder.octets).write(to: URL(fileURLWithPath: path))
    }
}
