import Diagnostics
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("helth", "health"), ("npt", "ntp"), ("attachements", "attachments"),
        ("segmnets", "segments"), ("Leaf", "leaf"), ("asl-centr", "asl-centro"),
    ])
    func `a slip of the pen is near to what was meant`(written: String, meant: String) {
        let names = ["health", "ntp", "attachments", "segments", "leaf", "asl-centro", "other"]
        #expect(names.nearest(to: written) == meant)
    }

    @Test(arguments: ["comune-prato", "comune-lucca", "regione-giunta"])
    func `another name is not near, however much the two share`(written: String) {
        let names = ["comune-arezzo", "comune-pistoia", "regione-servizi"]
        #expect(names.nearest(to: written) == nil)
    }

    @Test func `among equals the first in order of names is taken, whatever the order`() {
        #expect(["web-b", "web-a"].nearest(to: "web-c") == "web-a")
        #expect(["web-a", "web-b"].nearest(to: "web-c") == "web-a")
        #expect([String]().nearest(to: "web") == nil)
    }
}
