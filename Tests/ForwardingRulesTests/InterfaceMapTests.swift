import Net
import Testing

@testable import ForwardingRules

@Suite("A port and a next hop lead")
struct InterfaceMapTests {
    /// Where the last line of a text leads: the name of a device; nil out of the network.
    private func next(_ lines: String...) throws -> String? {
        let text = lines.joined(separator: "\n")
        let (updates, diagnostics) = readRuleUpdates([("rules.txt", Array(text.utf8))])
        #expect(diagnostics.text(in: updates.sources) == "")
        let last = try #require(LinkedUpdates(updates).updates.last)
        return last.rule.next < 0 ? nil : updates.deviceNames[Int(last.rule.next)]
    }

    private let near = "+ fwd a 167772160 31 p 31 0.0.0.0"
    private let far = "+ fwd b 167772160 31 q 31 0.0.0.0"
    private let route = "+ fwd a 0 0 p 0 10.0.0.1"

    @Test func `to the other end of a link, whether or not its address is known`() throws {
        #expect(try next(near, far, route) == "b")
        #expect(try next(near, far, "+ fwd b 167772161 32 q 32 0.0.0.0", route) == "b")
    }

    @Test func `the same from removals as from inserts, and in any order`() throws {
        let route = "+ fwd b 0 0 q 0 10.0.0.0"
        #expect(try next("- fwd a 167772160 31 p 31 0.0.0.0", far, route) == "a")
        let text = [self.route, far, near].joined(separator: "\n")
        let linked = LinkedUpdates(readRuleUpdates([("", Array(text.utf8))]).updates)
        #expect(linked.updates[0].rule.next == 1)
    }

    @Test func `out of the network where nobody shares the subnet of the port`() throws {
        #expect(try next(near, route) == nil)
        #expect(try next(near, "+ fwd b 167772162 31 q 31 0.0.0.0", route) == nil)
    }

    @Test func `nowhere where the rule is connected`() throws {
        #expect(try next(near, far, "+ fwd a 167772161 32 p 32 0.0.0.0") == nil)
    }

    @Test func `on a LAN to the device that owns the next hop`() throws {
        let lan = ["a", "b", "c"].enumerated().flatMap { number, device in
            [
                "+ fwd \(device) 167837696 24 lan 24 0.0.0.0",
                "+ fwd \(device) \(167_837_697 + number) 32 lan 32 0.0.0.0",
            ]
        }.joined(separator: "\n")
        #expect(try next(lan, "+ fwd a 0 0 lan 0 10.1.0.2") == "b")
        #expect(try next(lan, "+ fwd a 0 0 lan 0 10.1.0.3") == "c")
        // Its own address, and one of nobody.
        #expect(try next(lan, "+ fwd a 0 0 lan 0 10.1.0.1") == nil)
        #expect(try next(lan, "+ fwd a 0 0 lan 0 10.1.0.9") == nil)
        // Another port of the same device is not on it.
        #expect(try next(lan, near, "+ fwd a 0 0 p 0 10.1.0.2") == nil)
    }

    @Test func `on a LAN to its only other device, unless that has another address`() throws {
        let lan = "+ fwd a 167837696 24 lan 24 0.0.0.0\n+ fwd b 167837696 24 lan 24 0.0.0.0"
        #expect(try next(lan, "+ fwd a 0 0 lan 0 10.1.0.2") == "b")
        let known = "+ fwd b 167837705 32 lan 32 0.0.0.0"
        #expect(try next(lan, known, "+ fwd a 0 0 lan 0 10.1.0.2") == nil)
        #expect(try next(lan, known, "+ fwd a 0 0 lan 0 10.1.0.9") == "b")
    }

    @Test func `by a next hop further away over a link of two ends alone`() throws {
        #expect(try next(near, far, "+ fwd a 0 0 p 0 192.0.2.1") == "b")
        let lan = "+ fwd a 167837696 24 lan 24 0.0.0.0\n+ fwd b 167837696 24 lan 24 0.0.0.0"
        #expect(try next(lan, "+ fwd a 0 0 lan 0 192.0.2.1") == nil)
        // Two subnets on the port: which one is meant is not known.
        #expect(
            try next(near, far, "+ fwd a 167772164 31 p 31 0.0.0.0", "+ fwd a 0 0 p 0 192.0.2.1")
                == nil)
    }

    @Test func `from an unnumbered port to the one device that owns the next hop`() throws {
        let owner = "+ fwd b 3221225985 32 lo 32 0.0.0.0"
        #expect(try next(owner, "+ fwd a 0 0 p 0 192.0.2.1") == "b")
        let other = "+ fwd c 3221225985 32 lo 32 0.0.0.0"
        #expect(try next(owner, other, "+ fwd a 0 0 p 0 192.0.2.1") == nil)
    }

    @Test func `to nobody through a prefix that is dropped`() throws {
        let dropped = "+ fwd b 167837696 24 Null0 24 0.0.0.0"
        let lan = "+ fwd a 167837696 24 lan 24 0.0.0.0"
        #expect(try next(dropped, lan, "+ fwd a 0 0 lan 0 10.1.0.2") == nil)
        #expect(
            try next(
                dropped.replacing("Null0", with: "nullable"), lan, "+ fwd a 0 0 lan 0 10.1.0.2")
                == "b")
    }

    @Test func `to the first of two devices that own the next hop on one subnet`() throws {
        let lines = ["c", "b", "a"].flatMap { device in
            [
                "+ fwd \(device) 167837696 24 lan 24 0.0.0.0",
                "+ fwd \(device) 167837697 32 lan 32 0.0.0.0",
            ]
        }.joined(separator: "\n")
        #expect(try next(lines, "+ fwd a 0 0 lan 0 10.1.0.1") == "c")
        #expect(try next(lines, "+ fwd c 0 0 lan 0 10.1.0.1") == "b")
    }
}
