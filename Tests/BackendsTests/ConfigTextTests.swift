import Diagnostics
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite struct ConfigTextTests {
    private static func text() throws -> ConfigText {
        let fabric = try CompiledTopology.fabric(named: "smallest")
        return ConfigText(file: "test", of: fabric.devices[0], indent: 2)
    }

    @Test("blocks are indented, and their lines have their origins")
    func blocks() throws {
        let outer = SourceSpan(file: 0, line: 7, column: 1)
        let inner = SourceSpan(file: 0, line: 9, column: 3)
        var out = try Self.text()
        out.line("first")
        out.block("a {", at: [outer], closing: "}") { out in
            out.line("b")
            out.line("c", at: inner)
        }
        out.gap()
        out.line("last")
        let file = out.finished()
        #expect(file.text == "first\na {\n  b\n  c\n}\n\nlast\n")
        #expect((2...5).map { file.origins(ofLine: $0).first?.line } == [7, 7, 9, 7])
        #expect(file.boilerplateLines == 3)
    }

    @Test("a line feed in a line ends the program")
    func lineFeed() async {
        await #expect(processExitsWith: .failure) {
            var out = try Self.text()
            out.line("a\nb")
        }
    }

    @Test("a character beyond ASCII ends the program")
    func beyondASCII() async {
        await #expect(processExitsWith: .failure) {
            var out = try Self.text()
            out.line("città")
        }
    }

    @Test("free text loses its marks")
    func freeText() throws {
        var out = try Self.text()
        out.line("alias \(try FreeText("Città di Prato, più sedi"))")
        #expect(out.finished().text == "alias Citta di Prato, piu sedi\n")
    }

    @Test("names of VRFs are at most 15 octets long and differ")
    func vrfNames() throws {
        var fabric = try CompiledTopology.fabric(named: "sct")
        for index in fabric.vrfs.indices {
            fabric.vrfs[index].index = UInt16(65535 - index)
        }
        let device = fabric.devices[0]
        let names = fabric.vrfs.indices.map {
            LinuxName.vrf(VRFID($0), on: device, in: fabric).configText
        }
        #expect(names.allSatisfy { $0.utf8.count <= 15 && !$0.contains("--") })
        #expect(Set(names).count == names.count)
    }
}
