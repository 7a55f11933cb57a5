import TestSupport
import Testing

@Suite struct CLIFaultTests {
    /// A bounded part of `Scripts/fault-sweep`, which breaks the program at every call.
    @Test(.enabled(if: hasTool("strace") && hasTool("python3")), arguments: ["kill", "ENOSPC"])
    func `a release is never torn, whichever call fails`(fault: String) throws {
        let script = Repository.path("Scripts/fault-sweep")
        let arguments = [script, CLIProgram.path, "--every", "9", "--fault", fault]
        let answer = try runTool("python3", arguments)
        #expect(answer.status == 0, "\(answer.outputText)\(answer.errorText)")
        #expect(answer.outputText.contains(" 0 torn"))
    }
}
