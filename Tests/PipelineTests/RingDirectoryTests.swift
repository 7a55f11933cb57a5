import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import CLI

struct RingDirectoryTests {
    private func file(_ name: String, _ modified: Int64, size: Int = 100, inode: UInt64 = 1)
        -> RingFile
    {
        RingFile(name: name, inode: inode, size: size, modified: modified)
    }

    @Test("all files but the last written are handed out, in the order of writing, once")
    func order() {
        var ledger = RingLedger()
        let listing = [file("x10", 3), file("x9", 2), file("x11", 4), file("x1", 2)]
        #expect(ledger.take(listing, isOver: false).map(\.name) == ["x1", "x9", "x10"])
        #expect(ledger.take(listing, isOver: false) == [])
        let more = listing.dropFirst() + [file("x12", 5)]
        #expect(ledger.take(Array(more), isOver: false).map(\.name) == ["x11"])
        #expect(ledger.take(Array(more), isOver: true).map(\.name) == ["x12"])
        #expect(ledger.take(Array(more), isOver: true) == [])
    }

    @Test("a file that is overwritten is another one, and an empty one is none")
    func overwritten() {
        var ledger = RingLedger()
        #expect(ledger.take([file("a", 1), file("b", 2)], isOver: false).map(\.name) == ["a"])
        let round = [file("a", 3), file("b", 2)]
        #expect(ledger.take(round, isOver: false).map(\.name) == ["b"])
        #expect(ledger.take(round, isOver: true).map(\.name) == ["a"])
        #expect(ledger.take(round + [file("c", 4, size: 0)], isOver: true) == [])
    }

    @Test(
        "a ring is audited as it is written, what is gone is in doubt, a signal ends it with an answer"
    )
    func ring() throws {
        try TemporaryDirectory.with { directory in
            let made = try CLIProgram.run(["init", "project", "--demo"], in: directory)
            try #require(made.status == 0, "\(made.errorText)")
            var program = OutsideProgram(path: "/bin/bash")
            program.directory = directory
            program.environment = ["cristallo": CLIProgram.path]
            let answer = try program.run([
                "-c",
                """
                mkdir ring; cp project/demo.pcapng ring/a; sleep 0.02; cp project/demo.pcapng ring/b
                $cristallo audit --topology project --ring ring -o json -v 2> talk & audit=$!
                saw() { until grep -q "read ring/$1" talk; do kill -0 $audit || exit 99; sleep 0.02; done; }
                saw a; ! grep -q "read ring/b" talk || exit 98
                echo 'no capture' > ring/c; saw b
                sleep 0.02; cp project/demo.pcapng ring/d; saw c
                kill -TERM $audit; wait $audit
                """,
            ])
            #expect(answer.status == 1, "\(answer.errorText)")
            let value = try JSONValue(parsing: answer.output)
            let names = value["captures"]?.array?.compactMap { $0["name"]?.string }
            #expect(names == ["ring/a", "ring/b", "ring/d"])
            #expect(value["frames"]?["read"] == 27)
            let doubts = value["doubts"]?.array?.map { [$0["kind"], $0["count"]] }
            #expect(doubts == [["captures-unread", 1]])
        }
    }
}
