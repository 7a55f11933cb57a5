import Diagnostics
import Forwarding
import IR
import Net
import TestSupport
import Testing

@testable import Verifier

@Suite("Lines of a topology that nothing uses")
struct CoverageTests {
    private static func diagnostics(_ edits: [(String, String)]) throws -> [Diagnostic] {
        var text = try Repository.text("Topologies/sct.yaml")
        for (old, new) in edits {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        let fabric = try CompiledTopology.fabric(text, path: "sct.yaml")
        return coverageDiagnostics(
            of: fabric, Prover(Network(fabric), against: Policy(fabric)))
    }

    private static func adding(_ contracts: String) -> (String, String) {
        ("contracts:\n", "contracts:\n" + contracts)
    }

    @Test(arguments: CompiledTopology.names)
    func `topologies of the repository have no shadowed contract`(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        let found = coverageDiagnostics(
            of: fabric, Prover(Network(fabric), against: Policy(fabric)))
        #expect(found.filter { $0.code == shadowedContract.code }.map(\.message) == [])
        #expect(!found.hasErrors)
    }

    @Test func `a contract within a wider one is shadowed, at its line, with the other's`() throws {
        let wide = """
              - name: wide
                from: {tenant: comune-prato}
                to: {tenant: regione-servizi}
                allow: [tcp/400-500]

            """
        let found = try Self.diagnostics([Self.adding(wide)])
            .filter { $0.code == shadowedContract.code }
        #expect(found.map { $0.message.contains("'anagrafe-prato-api'") } == [true])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.notes.map(\.message) == ["'wide' permits it"])
        let others = wide.replacing("400-500", with: "444-500")
        #expect(
            try Self.diagnostics([Self.adding(others)])
                .filter { $0.code == shadowedContract.code }.isEmpty)
    }

    @Test func `two contracts can shadow a third that neither covers`() throws {
        let both = """
              - name: low
                from: {tenant: comune-prato}
                to: {tenant: regione-servizi}
                allow: [tcp/22-80]
              - name: high
                from: {tenant: comune-prato}
                to: {tenant: regione-servizi}
                allow: [tcp/81-500]
              - name: middle
                from: {tenant: comune-prato, segments: [anagrafe]}
                to: {tenant: regione-servizi}
                allow: [tcp/70-90]

            """
        let found = try Self.diagnostics([Self.adding(both)])
            .filter { $0.code == shadowedContract.code }
        let middle = found.first { $0.message.contains("'middle'") }
        #expect(middle?.notes.map(\.message) == ["'high' permits it", "'low' permits it"])
    }

    @Test func `a segment without ports and a service without contracts are told as notes`()
        throws
    {
        let service = """
            services:
              - name: printing
                summary: Nobody prints
                tenant: sct-core
                vrf: services
                prefixes: [10.11.10.32/28]
                ports: [tcp/9100]

            """
        let found = try Self.diagnostics([("services:\n", service)])
            .filter { $0.code == coverage.code }
        #expect(found.map(\.message) == ["no contract leads to service 'printing'"])
        #expect(found.first?.severity == .note)
    }
}
