import Diagnostics
import Intent
import TestSupport
import Testing

@Suite struct TopologiesReadTests {
    @Test(arguments: ["sct", "tix", "smallest"])
    func `the topologies of the repository are read without a word`(name: String) throws {
        let path = "Topologies/\(name).yaml"
        let octets = try Repository.octets(path)
        let outcome = readTopology([(path, octets)])
        #expect(outcome.diagnostics.isEmpty)
        #expect(outcome.isComplete && outcome.topology.name != nil)
    }
}
