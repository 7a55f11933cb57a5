import Net
import TestSupport

@testable import ForwardingRules

/// A small network whose cables are known, and a rule file that tells of them by addresses alone:
/// links of two addresses, a LAN of several devices, connected rules in any order among routes that
/// come and go.
struct RandomNetwork {
    /// A line of the file, and the rule as somebody says who knows the cables.
    struct Line {
        let isInsert: Bool
        let rule: ForwardingRule<UInt32>
        let text: String
    }

    let devices: Int
    private(set) var lines: [Line] = []
    /// By link: its two ends. Link `n` is the subnet 10.0.0.2n/31 between ports `p<n>`.
    private var links: [(near: Int32, far: Int32)] = []
    /// The devices on 10.1.0.0/24, where device `d` has address d + 1.
    private var lan: [Int32] = []
    private var random: SeededGenerator

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        devices = Int.random(in: 3...6, using: &random)
        self.random = random
        drawLinks()
        for _ in 0..<60 { addChange() }
        for (text, rule) in connected() {
            let place = Int.random(in: 0...lines.count, using: &self.random)
            lines.insert(line(text, rule, isInsert: true), at: place)
        }
    }

    var text: String { lines.map { $0.text + "\n" }.joined() }

    private mutating func drawLinks() {
        for _ in 0..<Int.random(in: 1...7, using: &random) {
            let near = Int32.random(in: 0..<Int32(devices), using: &random)
            let far = Int32.random(in: 0..<Int32(devices), using: &random)
            if near != far { links.append((near, far)) }
        }
        lan = (0..<Int32(devices)).filter { _ in random.oneIn(2) }
    }

    private mutating func connected() -> [(String, ForwardingRule<UInt32>)] {
        var result: [(String, ForwardingRule<UInt32>)] = []
        for (number, link) in links.enumerated() {
            let subnet = 10 << 24 | UInt32(2 * number)
            for (device, own) in [(link.near, subnet), (link.far, subnet + 1)] {
                result.append(rule(device, subnet, 31, "p\(number)", 0, to: -1))
                // Two ends find each other without.
                if random.oneIn(2) {
                    result.append(rule(device, own, 32, "p\(number)", 0, to: -1))
                }
            }
        }
        for device in lan {
            let subnet = 10 << 24 | 1 << 16 as UInt32
            result.append(rule(device, subnet, 24, "lan", 0, to: -1))
            result.append(rule(device, subnet + UInt32(device) + 1, 32, "lan", 0, to: -1))
        }
        return result
    }

    /// Adds the removal of a route that is there, or a route for a prefix that its device has none.
    private mutating func addChange() {
        let installed = lines.filter { line in
            line.isInsert && (lines.last { $0.rule == line.rule }?.isInsert ?? false)
        }
        if random.oneIn(3), !installed.isEmpty {
            let line = random.pick(installed)
            lines.append(self.line(String(line.text.dropFirst(2)), line.rule, isInsert: false))
            return
        }
        let (text, rule) = route()
        let isTaken = installed.contains {
            $0.rule.device == rule.device && $0.rule.block == rule.block
        }
        if !isTaken { lines.append(line(text, rule, isInsert: true)) }
    }

    private mutating func route() -> (String, ForwardingRule<UInt32>) {
        let network: UInt32 = 203 << 24 | 112 << 8
        let prefixes: [(UInt32, UInt8)] = [
            (0, 0), (network, 22), (network, 23), (network + 512, 23), (network, 24),
            (network + 256, 24), (network + 257, 32), (10 << 24, 8),
        ]
        let (address, length) = random.pick(prefixes)
        let device = Int32.random(in: 0..<Int32(devices), using: &random)
        let own = links.indices.filter { links[$0].near == device || links[$0].far == device }
        if !own.isEmpty, !random.oneIn(3) {
            let number = random.pick(Array(own))
            let isNear = links[number].near == device
            return rule(
                device, address, length, "p\(number)",
                10 << 24 | UInt32(2 * number) | (isNear ? 1 : 0),
                to: isNear ? links[number].far : links[number].near)
        }
        let others = lan.filter { $0 != device }
        if lan.contains(device), let other = others.randomElement(using: &random) {
            // One in three next hops on the LAN is no device of the file.
            let isKnown = !random.oneIn(3)
            let station = isKnown ? UInt32(other) + 1 : 200
            return rule(
                device, address, length, "lan", 10 << 24 | 1 << 16 | station,
                to: isKnown ? other : -1)
        }
        return rule(device, address, length, "stub", 0, to: -1)
    }

    /// The fields of a line, and what they mean.
    private func rule(
        _ device: Int32, _ address: UInt32, _ length: UInt8, _ port: String, _ nextHop: UInt32,
        to next: Int32
    ) -> (String, ForwardingRule<UInt32>) {
        let text =
            "fwd d\(device) \(address) \(length) \(port) \(length) \(IPv4Address(rawValue: nextHop))"
        return (
            text,
            ForwardingRule(
                device: device, block: AddressBlock(holding: address, length: length),
                priority: UInt32(length), path: nextHop, next: next)
        )
    }

    private func line(_ text: String, _ rule: ForwardingRule<UInt32>, isInsert: Bool) -> Line {
        Line(isInsert: isInsert, rule: rule, text: (isInsert ? "+ " : "- ") + text)
    }
}
