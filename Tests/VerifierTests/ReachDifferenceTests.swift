import Forwarding
import IR
import Net
import TestSupport
import Testing

@testable import Verifier

@Suite("The difference between two versions of a network")
struct ReachDifferenceTests {
    /// The community cloud with texts in place of others.
    private static func sct(_ edits: [(String, String)] = []) throws -> NetworkVersion {
        var text = try Repository.text("Topologies/sct.yaml")
        for (old, new) in edits {
            try #require(text.contains(old), "\(old)")
            text = text.replacing(old, with: new)
        }
        return NetworkVersion(try CompiledTopology.fabric(text, path: "sct.yaml"))
    }

    private static let permit = """
        contracts:
          - name: new-one
            from: {tenant: comune-prato, segments: [anagrafe]}
            to: {tenant: comune-siena, segments: [anagrafe]}
            allow: [tcp/22]

        """

    private static func phrases(_ difference: ReachDifference) -> [String] {
        difference.changes.map { change in
            let zones = change.zones
            return "\(change.kind) \(change.packets?.family.description ?? "frames") "
                + "\(difference.zones[zones.from]) > \(difference.zones[zones.to])"
        }
    }

    @Test func `a version is the same as itself, and every pair was compared`() throws {
        let version = try Self.sct()
        let difference = ReachDifference(from: version, to: version)
        #expect(difference.changes.isEmpty)
        #expect(difference.pairCount == version.policy.zones.count * version.policy.zones.count)
    }

    @Test func `a contract that is added is gained, with its answers, at its line`() throws {
        let new = try Self.sct([("contracts:\n", Self.permit)])
        let difference = ReachDifference(from: try Self.sct(), to: new)
        #expect(
            Self.phrases(difference) == [
                "gained IPv4 comune-prato/prod > comune-siena/prod",
                "gained IPv6 comune-prato/prod > comune-siena/prod",
                "gained IPv4 comune-siena/prod > comune-prato/prod",
                "gained IPv6 comune-siena/prod > comune-prato/prod",
            ])
        let change = try #require(difference.changes.first)
        #expect(change.causes.map(\.name) == ["new-one"])
        #expect(change.causes.first?.new != nil && change.causes.first?.old == nil)
        let witness = try #require(change.packets?.witness)
        #expect(witness.destinationPort == 22 && witness.protocolNumber == .tcp)
        #expect(change.packets?.firewalls.new == ["fw-1"])
        #expect(difference.changedPairCount == 2)
    }

    @Test func `the way back is the mirror image`() throws {
        let old = try Self.sct()
        let new = try Self.sct([("contracts:\n", Self.permit)])
        let forth = ReachDifference(from: old, to: new).changes
        let back = ReachDifference(from: new, to: old).changes
        #expect(back.allSatisfy { $0.kind == .lost })
        #expect(forth.map(\.packets?.boxes) == back.map(\.packets?.boxes))
        #expect(forth.map(\.packets?.witness) == back.map(\.packets?.witness))
    }

    @Test func `a contract that is narrowed loses the rest and keeps its line`() throws {
        let name = "  - name: anagrafe-prato-api\n"
        let summary = "    summary: The register of residents calls the interfaces\n"
        let ends = """
                from: {tenant: comune-prato, segments: [anagrafe]}
                to: {tenant: regione-servizi, segments: [api]}

            """
        let text = name + summary + ends
        let wide = try Self.sct([(text + "    allow: [tcp/443]", text + "    allow: [tcp/443-450]")]
        )
        let difference = ReachDifference(from: wide, to: try Self.sct())
        #expect(difference.changes.allSatisfy { $0.kind == .lost })
        #expect(difference.changedPairCount == 2)
        let packets = try #require(difference.changes.first?.packets)
        #expect(packets.boxesAreAll)
        #expect(packets.boxes.first?.description.hasSuffix(":444-450") == true)
        #expect(difference.changes.first?.causes.first?.name == "anagrafe-prato-api")
    }

    @Test func `another active firewall is another way of the same packets`() throws {
        let swapped = try Self.sct([("devices: [fw-1, fw-2]", "devices: [fw-2, fw-1]")])
        let difference = ReachDifference(from: try Self.sct(), to: swapped)
        #expect(!difference.changes.isEmpty)
        for change in difference.changes {
            #expect(change.kind == .rerouted)
            #expect(change.packets?.firewalls.old == ["fw-1"])
            #expect(change.packets?.firewalls.new == ["fw-2"])
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `lists in another order are no difference`(seed: UInt64) throws {
        let generator = TopologyGenerator(seed: seed, devices: 10, tenants: 6, contracts: 20)
        let old = try CompiledTopology.fabric(generator.text, path: "old.yaml")
        let new = try CompiledTopology.fabric(
            generator.reorderingLists(seed: seed).text, path: "new.yaml")
        let difference = ReachDifference(from: NetworkVersion(old), to: NetworkVersion(new))
        #expect(difference.changes.isEmpty, "seed \(seed)")
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `a tenant that is gone loses all that it had`(seed: UInt64) throws {
        let generator = TopologyGenerator(seed: seed, devices: 10, tenants: 6, contracts: 20)
        let old = try CompiledTopology.fabric(generator.text, path: "old.yaml")
        let new = try CompiledTopology.fabric(generator.removingTenant(3).text, path: "new.yaml")
        let difference = ReachDifference(from: NetworkVersion(old), to: NetworkVersion(new))
        let gone = try #require(
            Set(old.vrfs.indices.map { old.path(of: VRFID($0)) })
                .subtracting(new.vrfs.indices.map { new.path(of: VRFID($0)) }).first)
        #expect(!difference.changes.isEmpty, "seed \(seed)")
        for change in difference.changes {
            let ends = [change.zones.from, change.zones.to].map { difference.zones[$0] }
            if ends.contains(gone) {
                #expect(change.kind == .lost, "seed \(seed)")
                #expect(change.causes.contains { $0.subject == .zone && $0.name == gone })
            } else {
                // Its addresses lie outside now, where others may go.
                #expect(change.kind == .gained, "seed \(seed)")
                #expect(!change.causes.isEmpty, "seed \(seed)")
                #expect(change.causes.allSatisfy { $0.name.hasPrefix(gone) }, "seed \(seed)")
            }
        }
    }
}
