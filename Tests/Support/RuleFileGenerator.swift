/// Rule files of any size, made from a seed: a ring of devices with random links across it, and
/// the routes of shortest paths, in the form that `readRuleUpdates` reads.
///
/// Every device has a connected rule and an address of its own for each port, then a route for each
/// prefix that is somewhere else. All routes for a prefix follow one tree, so that no packet goes
/// round, not even while the file is half applied. The same values make the same text.
public struct RuleFileGenerator: Sendable {
    /// The two ends of a link.
    struct Link {
        let near: Int
        let far: Int
    }

    public let devices: Int
    private let links: [Link]
    /// By prefix: the device that it is connected to.
    private let homes: [Int]

    /// - Parameters:
    ///   - devices: at least three, so that they make a ring; at most 65,536.
    ///   - links: at least as many as devices.
    ///   - prefixes: of 256 addresses each; device 0 has the first, and so on around the ring.
    public init(seed: UInt64, devices: Int, links: Int, prefixes: Int) {
        precondition((3...1 << 16).contains(devices), "a ring has three devices or more")
        precondition((devices...1 << 20).contains(links), "every device is in the ring")
        precondition((0...1 << 16).contains(prefixes), "there is room for 65,536 prefixes")
        var random = SeededGenerator(seed: seed)
        self.devices = devices
        self.links = (0..<links).map { number in
            if number < devices { return Link(near: number, far: (number + 1) % devices) }
            let near = Int.random(in: 0..<devices, using: &random)
            let distance = Int.random(in: 1..<devices, using: &random)
            return Link(near: near, far: (near + distance) % devices)
        }
        homes = (0..<prefixes).map { $0 % devices }
    }

    public var text: String {
        var lines = (0..<devices).map(connectedLines)
        let ends = ends()
        for (prefix, home) in homes.enumerated() {
            for (device, link) in firstLinks(towards: home, ends) {
                lines[device].append(
                    line(device, prefixAddress(prefix), 24, port: link, to: far(link, device)))
            }
        }
        return lines.joined().joined(separator: "\n") + "\n"
    }

    /// By device: its links.
    private func ends() -> [[Int]] {
        var ends = [[Int]](repeating: [], count: devices)
        for (number, link) in links.enumerated() {
            ends[link.near].append(number)
            ends[link.far].append(number)
        }
        return ends
    }

    /// The link that every other device takes to `home`: breadth first from there.
    private func firstLinks(towards home: Int, _ ends: [[Int]]) -> [(device: Int, link: Int)] {
        var found = [Bool](repeating: false, count: devices)
        found[home] = true
        var queue = [home]
        var result: [(Int, Int)] = []
        var place = 0
        while place < queue.count {
            let device = queue[place]
            place += 1
            for number in ends[device] {
                let other = links[number].near == device ? links[number].far : links[number].near
                if found[other] { continue }
                found[other] = true
                queue.append(other)
                result.append((other, number))
            }
        }
        return result
    }

    private func connectedLines(_ device: Int) -> [String] {
        var lines: [String] = []
        for (number, link) in links.enumerated() where link.near == device || link.far == device {
            let subnet = 10 << 24 | UInt32(2 * number)
            lines.append(line(device, subnet, 31, port: number, to: 0))
            lines.append(line(device, own(number, device), 32, port: number, to: 0))
        }
        for (prefix, home) in homes.enumerated() where home == device {
            let port = links.count + prefix
            lines.append(line(device, prefixAddress(prefix), 24, port: port, to: 0))
            lines.append(line(device, prefixAddress(prefix) + 1, 32, port: port, to: 0))
        }
        return lines
    }

    private func line(
        _ device: Int, _ address: UInt32, _ length: Int, port: Int, to nextHop: UInt32
    ) -> String {
        let octets = [24, 16, 8, 0].map { String(nextHop >> UInt32($0) & 255) }
        return "+ fwd router-\(device) \(address) \(length) port-\(port) \(length) "
            + octets.joined(separator: ".")
    }

    /// The address of a device on a link: the near end has the lower one.
    private func own(_ link: Int, _ device: Int) -> UInt32 {
        10 << 24 | UInt32(2 * link) | (links[link].near == device ? 0 : 1)
    }

    private func far(_ link: Int, _ device: Int) -> UInt32 { own(link, device) ^ 1 }

    private func prefixAddress(_ prefix: Int) -> UInt32 { 128 << 24 | UInt32(prefix) << 8 }
}
