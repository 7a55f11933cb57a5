import Diagnostics
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
