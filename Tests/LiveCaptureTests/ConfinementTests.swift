import Foundation
import TestSupport
import Testing

struct ConfinementTests {
    /// What the probe says of each attempt: errno, or 0 where it succeeded.
    private func attempts() throws -> [String: Int32] {
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/file"
            try Data("content".utf8).write(to: URL(fileURLWithPath: path))
            let result = try OutsideProgram(built: "ConfinementProbe").run([path])
            try #require(result.status == 0, "\(result.outputText)\(result.errorText)")
            let pairs = result.outputText.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return Int32(words[1]).map { (String(words[0]), $0) }
            }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    @Test("a confined process keeps what is open, and opens, connects and becomes nothing")
    func confined() throws {
        let attempts = try attempts()
        #expect(attempts["write-open-file"] == 0)
        #expect(attempts["packet-socket"] == EPERM)
        #expect(attempts["become-root"] == EPERM)
        // What no kernel without Landlock can forbid.
        try #require(attempts["landlock"] ?? 0 > 0, "this kernel has no Landlock")
        for name in ["open-file", "create-file", "list-directory", "run-program"] {
            #expect(attempts[name] == EACCES, "\(name)")
        }
        if attempts["landlock"] ?? 0 >= 4 { #expect(attempts["connect"] == EACCES) }
    }

    @Test("a root becomes nobody", .enabled(if: getuid() == 0, "needs root"))
    func user() throws {
        #expect(try attempts()["uid"] == 65534)
    }
}
