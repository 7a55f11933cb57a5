import Backends
import Diagnostics
import IR
import TestSupport
import Testing

@Suite struct OriginTests {
    @Test("every line has a place in the topology", arguments: CompiledTopology.names)
    func everyLine(topology: String) throws {
        let fabric = try CompiledTopology.fabric(named: topology)
        for file in generateFiles(of: fabric).files {
            #expect(file.lineCount == file.text.utf8.count { $0 == UInt8(ascii: "\n") })
            let device = fabric.devices.first { file.path.hasPrefix("\($0.name)/") }
            var boilerplate = 0
            for line in 1...file.lineCount {
                let origins = file.origins(ofLine: line)
                #expect(!origins.isEmpty, "\(file.path):\(line)")
                #expect(origins.allSatisfy { $0.line > 0 }, "\(file.path):\(line)")
                if Array(origins) == [device?.origin] { boilerplate += 1 }
            }
            #expect(file.boilerplateLines <= boilerplate)
        }
    }

    @Test("a filter's line leads to the contract that asked for it")
    func contract() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let file = try #require(
            generateFiles(of: fabric).files.first { $0.path == "fw-1/nftables.conf" })
        for contract in fabric.contracts {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            let comment = "comment \"contract \(contract.name)\""
            for (index, line) in lines.enumerated() where line.contains(comment) {
                let origins = file.origins(ofLine: index + 1)
                #expect(origins.contains(contract.allowOrigin), "\(contract.name)")
            }
        }
        #expect(file.text.contains("comment \"contract health-dns\""))
    }

    @Test("a segment's VNI leads to the segment")
    func segment() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let files = generateFiles(of: fabric).files
        for segment in fabric.segments.prefix(20) {
            let device = try #require(segment.devices.first)
            let path = "\(fabric[device].name)/frr.conf"
            let file = try #require(files.first { $0.path == path })
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            let line = try #require(lines.firstIndex(of: "  vni \(segment.vni)"))
            #expect(Array(file.origins(ofLine: line + 1)) == [segment.origin])
        }
    }

    @Test("a VRF's lines on a service leaf lead to the VRF, not only to the firewall")
    func vrf() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let file = try #require(
            generateFiles(of: fabric).files.first { $0.path == "sleaf-1/frr.conf" })
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        for vrf in fabric.vrfs {
            let line = try #require(lines.firstIndex(of: " vni \(vrf.vni)"))
            // The line before opens the VRF's block.
            #expect(file.origins(ofLine: line).first == vrf.origin)
        }
    }
}
