import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct CLITerminalTests {
    private static let escape = "\u{1b}["

    @Test(
        arguments: [
            ([:], [], false),
            (["CLICOLOR_FORCE": "1"], [], true),
            (["CLICOLOR_FORCE": "0"], [], false),
            (["CLICOLOR_FORCE": ""], [], false),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], [], false),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": ""], [], true),
            (["CLICOLOR_FORCE": "1", "CLICOLOR": "0"], [], true),
            (["NO_COLOR": "1"], ["--color", "always"], true),
            (["CLICOLOR_FORCE": "1"], ["--color", "never"], false),
        ] as [([String: String], [String], Bool)])
    func `flag, NO_COLOR and CLICOLOR_FORCE decide in this order off a terminal`(
        environment: [String: String], flags: [String], isColoured: Bool
    ) throws {
        let root = Repository.root
        let answer = try CLIProgram.run(
            ["check", "Topologies/smallest.yaml"] + flags, in: root,
            environment: environment.mapValues { $0 })
        #expect(answer.outputText.contains(Self.escape) == isColoured)
    }

    @Test(
        arguments: [
            ([:], true), (["TERM": "dumb"], false), (["CLICOLOR": "0"], false),
            (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true),
            (["TERM": "dumb", "CLICOLOR_FORCE": "1"], true),
        ] as [([String: String], Bool)])
    func `on a terminal colours are used unless something says no`(
        environment: [String: String], isColoured: Bool
    ) throws {
        let script = """
            import os, pty, sys
            variables = dict(v.split('=', 1) for v in sys.argv[2].split('\\n') if v)
            for name in ('NO_COLOR', 'CLICOLOR', 'CLICOLOR_FORCE'): os.environ.pop(name, None)
            os.environ.update({'TERM': 'xterm', **variables})
            sys.exit(os.waitstatus_to_exitcode(pty.spawn(
                [sys.argv[1], 'check', sys.argv[3]], stdin_read=lambda fd: b'')))
            """
        let variables = environment.map { "\($0)=\($1)" }.joined(separator: "\n")
        let topology = Repository.path("Topologies/smallest.yaml")
        let answer = try runTool("python3", ["-c", script, CLIProgram.path, variables, topology])
        #expect(answer.status == 0, "\(answer.errorText)")
        #expect(answer.outputText.contains(Self.escape) == isColoured, "\(answer.outputText)")
    }

    @Test(arguments: [
        ("C", "OK"), ("it_IT.UTF-8", "✔"), ("en_GB.utf8", "✔"), ("", "OK"),
    ]) func `signs outside ASCII are for locales that have them`(
        locale: String, sign: String
    ) throws {
        let answer = try CLIProgram.run(
            ["check", "Topologies/smallest.yaml"], in: Repository.root,
            environment: ["LANG": locale])
        #expect(answer.outputText.hasPrefix(sign + " "))
    }

    @Test func `an output that cannot be written is exit 74`() throws {
        let script = """
            import os, subprocess, sys
            reader, writer = os.pipe()
            os.close(reader)
            print(subprocess.run(sys.argv[1:], stdout=writer).returncode)
            print(subprocess.run(sys.argv[1:], stdout=open('/dev/full', 'w')).returncode)
            """
        let arguments = ["-c", script, CLIProgram.path, "show", "limits"]
        #expect(try runTool("python3", arguments).outputText == "74\n74\n")
    }

    @Test func `a file beyond the limit of the process is exit 74 and leaves nothing`() throws {
        let script = """
            import os, resource, subprocess, sys
            limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))
            print(subprocess.run(sys.argv[1:], preexec_fn=limit, stderr=2).returncode)
            """
        try CLIProgram.withTopologies(["smallest.yaml", "smallest.ids.lock"]) { directory in
            let answer = try runTool(
                "python3",
                [
                    "-c", script, CLIProgram.path, "compile", "\(directory)/smallest.yaml", "--out",
                    "\(directory)/out",
                ])
            #expect(answer.outputText == "74\n", "\(answer.errorText)")
            let left = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(left.sorted() == ["smallest.ids.lock", "smallest.yaml"])
        }
    }

    @Test func `contracts are shown with the prefixes that they narrow a side to`() throws {
        let answer = try CLIProgram.run(
            ["show", "contracts", "Topologies/sct.yaml", "-o", "json"], in: Repository.root)
        let rows = try JSONValue(parsing: answer.output)["rows"]?.array ?? []
        func row(_ name: String) -> JSONValue? { rows.first { $0["contract"]?.string == name } }
        let narrow = row("anagrafe-prato-api")?["from"]?.array?.compactMap(\.string)
        #expect(narrow == ["comune-prato/prod (10.41.10.0/24 2001:db8:41:10::/64)"])
        let whole = row("allerta-firenze")?["to"]?.array?.compactMap(\.string)
        #expect(whole?.count == 1 && whole?.first?.hasPrefix("protezione-civile/prod") == true)
        let exit = row("regional-internet")?["to"]?.array?.compactMap(\.string)
        #expect(exit == ["sct-core/internet (0.0.0.0/0 ::/0)"])
    }

    @Test(arguments: [
        (["--ouput", "json"], "--output"), (["--colour", "never"], "--color"),
        (["--fail-no", "error"], "--fail-on"),
    ]) func `an unknown flag is exit 64 and the nearest is named`(
        flags: [String], nearest: String
    ) throws {
        let answer = try CLIProgram.run(["check"] + flags, in: Repository.root)
        #expect(answer.status == 64)
        #expect(answer.output == [])
        #expect(answer.errorText.contains(nearest), "\(answer.errorText)")
    }

    @Test(arguments: [
        ["chek"], ["check", "-o", "xml"], ["compile"], ["show", "nothing"], ["explain"],
    ])
    func `wrong usage is exit 64`(arguments: [String]) throws {
        let answer = try CLIProgram.run(arguments, in: Repository.root)
        #expect(answer.status == 64)
        #expect(answer.output == [])
    }

    @Test(arguments: [("chekc", "'cristallo check'"), ("plna", "--help")])
    func `an unknown command is exit 64 and the nearest is named`(
        command: String, hint: String
    ) throws {
        let answer = try CLIProgram.run([command], in: Repository.root)
        #expect(answer.status == 64)
        #expect(answer.errorText.contains("there is no command '\(command)'"))
        #expect(answer.errorText.contains(hint), "\(answer.errorText)")
    }

    @Test func `versions agree and json is json`() throws {
        let text = try CLIProgram.run(["version"], in: "/").outputText
        let json = try JSONValue(parsing: CLIProgram.run(["version", "--json"], in: "/").output)
        let flag = try CLIProgram.run(["--version"], in: "/").outputText
        #expect(text == "cristallo \(json["version"]?.string ?? "?")\n")
        #expect(text == "cristallo " + flag)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `completion is built in`(shell: String) throws {
        let answer = try CLIProgram.run(["--generate-completion-script", shell], in: "/")
        #expect(answer.status == 0)
        #expect(answer.outputText.contains("cristallo"))
    }
}
