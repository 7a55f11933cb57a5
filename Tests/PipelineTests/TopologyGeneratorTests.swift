import TestSupport
import Testing

@Suite("the generator of topologies")
struct TopologyGeneratorTests {
    @Test("the same seed makes the same text, another seed another one")
    func seed() {
        let first = TopologyGenerator(seed: 7, devices: 30, tenants: 10).text
        #expect(TopologyGenerator(seed: 7, devices: 30, tenants: 10).text == first)
        #expect(TopologyGenerator(seed: 8, devices: 30, tenants: 10).text != first)
    }

    @Test("lists in another order are the same lines", arguments: 1...10 as ClosedRange<UInt64>)
    func order(seed: UInt64) {
        let fabric = TopologyGenerator(seed: seed, devices: 20, tenants: 6)
        let reordered = fabric.reorderingLists(seed: seed).text
        #expect(reordered != fabric.text, "seed \(seed)")
        #expect(lines(reordered).sorted() == lines(fabric.text).sorted(), "seed \(seed)")
    }

    @Test(
        "a tenant or a device that comes changes no line of the others",
        arguments: 1...10 as ClosedRange<UInt64>)
    func adding(seed: UInt64) {
        let fabric = TopologyGenerator(seed: seed, devices: 24, tenants: 12)
        let tenant = fabric.addingTenant().text
        #expect(isSubsequence(lines(fabric.text), of: lines(tenant)), "seed \(seed)")
        #expect(tenant.contains("-13\n"), "seed \(seed)")
        // Spines have one port more then, which is the one line that differs.
        let before = lines(fabric.text).filter { !$0.contains("ports: [swp1-") }
        #expect(isSubsequence(before, of: lines(fabric.addingDevice().text)), "seed \(seed)")
    }

    @Test("a tenant that goes takes only its own lines", arguments: 1...10 as ClosedRange<UInt64>)
    func removing(seed: UInt64) {
        let fabric = TopologyGenerator(seed: seed, devices: 24, tenants: 12)
        let shorter = fabric.removingTenant(5).text
        #expect(!shorter.contains("-5\n    class"), "seed \(seed)")
        #expect(isSubsequence(lines(shorter), of: lines(fabric.text)), "seed \(seed)")
    }

    @Test("a number that went does not come back")
    func numbers() {
        let fabric = TopologyGenerator(seed: 1, tenants: 4).removingTenant(4).addingTenant()
        #expect(fabric.tenantNumbers == [1, 2, 3, 5])
    }

    @Test("as many devices come out as were asked for", arguments: [10, 11, 24, 60, 1_000])
    func size(devices: Int) {
        let fabric = TopologyGenerator(seed: 3, devices: devices, tenants: 2)
        #expect(fabric.devices == devices)
        #expect(lines(fabric.text).count { $0.hasPrefix("    role: ") } == devices)
        #expect(fabric.addingDevice().devices == devices + 1)
    }

    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n")
    }

    private func isSubsequence(_ part: [Substring], of whole: [Substring]) -> Bool {
        var rest = part[...]
        for line in whole where line == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty
    }
}
