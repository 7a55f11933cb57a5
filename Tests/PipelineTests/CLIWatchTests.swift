import Foundation
import TestSupport
import Testing

@Suite struct CLIWatchTests {
    /// Runs `check --watch` in a directory with a small topology, and the steps of a shell beside it:
    /// `expect TEXT` waits until the output has it.
    private func watch(_ steps: String, options: String = "") throws -> ProgramResult {
        try TemporaryDirectory.with { directory in
            try CLIProgram.write(
                Repository.text("Topologies/smallest.yaml"), to: "\(directory)/a.yaml")
            try CLIProgram.write("waivers: []\n", to: "\(directory)/waivers.yaml")
            var shell = OutsideProgram(path: "/bin/bash")
            shell.directory = directory
            let script = """
                expect() {
                    for ((i = 0; i < 600; i++)); do
                        grep -qF -- "$1" out && return
                        sleep 0.05
                    done
                    echo "never said: $1" >&2; cat out err >&2
                    kill -KILL $!; exit 99
                }
                '\(CLIProgram.path)' check --watch a.yaml \(options) >out 2>err &
                expect 'check: smallest'
                \(steps)
                kill -TERM $!
                wait $!
                status=$?
                cat out; cat err >&2
                exit $status
                """
            return try shell.run(["-c", script])
        }
    }

    @Test func `a file that is written, or replaced by another, is checked again`() throws {
        let answer = try watch(
            """
            sed 's/class: municipal$/class: municipality/' a.yaml > b; cat b > a.yaml
            expect "there is no class 'municipality'"
            sed 's/class: municipality/class: municipal/; s/^fabric: smallest/fabric: second/' a.yaml > b
            mv b a.yaml
            expect 'check: second'
            """)
        #expect(answer.status == 0, "\(answer.errorText)")
        #expect(answer.errorText.contains("watching 1 file, until a signal"))
    }

    @Test func `the exit status is that of the last check`() throws {
        let answer = try watch(
            """
            sed -i 's/class: municipal$/class: municipality/' a.yaml
            expect "there is no class 'municipality'"
            """)
        #expect(answer.status == 2, "\(answer.errorText)")
    }

    @Test func `a file that is gone for a while is waited for`() throws {
        let answer = try watch(
            """
            mv a.yaml away
            for ((i = 0; i < 600; i++)); do grep -q 'a.yaml' err && break; sleep 0.05; done
            sed 's/^fabric: smallest/fabric: again/' away > a.yaml
            expect 'check: again'
            """)
        #expect(answer.status == 0, "\(answer.errorText)")
    }

    @Test func `what was gone and is back as it was is checked again, and its status counts`()
        throws
    {
        let answer = try watch(
            """
            mv a.yaml away
            for ((i = 0; i < 600; i++)); do grep -q 'a.yaml' err && break; sleep 0.05; done
            mv away a.yaml
            for ((i = 0; i < 600; i++)); do (($(grep -c 'check: smallest' out) > 1)) && break; sleep 0.05; done
            """)
        #expect(answer.status == 0, "\(answer.errorText)")
    }

    @Test func `a report that is written beside the topology wakes nobody`() throws {
        let answer = try watch(
            """
            sleep 1
            sed -i 's/^fabric: smallest/fabric: other/' a.yaml
            expect 'check: other'
            """, options: "--report json=report.json --waivers waivers.yaml")
        #expect(answer.outputText.split(separator: "\n").count == 2, "\(answer.outputText)")
    }

    @Test func `what is touched and stays the same is not told again`() throws {
        let answer = try watch(
            """
            touch a.yaml; cat a.yaml > b; mv b a.yaml
            sleep 0.5
            sed -i 's/^fabric: smallest/fabric: other/' a.yaml
            expect 'check: other'
            """)
        #expect(answer.outputText.split(separator: "\n").count == 2, "\(answer.outputText)")
    }
}
