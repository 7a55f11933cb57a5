import Classifier
import Foundation
import Net

/// Rules and headers in the text forms of ClassBench (Taylor and Turner, INFOCOM 2005), so that
/// other classifiers can be asked about the same.
enum ClassBenchFile {
    /// Lines such as `@10.0.0.0/8	192.0.2.0/24	0 : 65535	80 : 80	0x06/0xFF	0x0000/0x0000`.
    static func rules(path: String) throws -> [Rule] {
        try lines(path).enumerated().map { index, line in
            let words = line.split { " \t:".contains($0) }
            guard words.count >= 7, words[0].hasPrefix("@"),
                let source = try? IPPrefix(String(words[0].dropFirst())),
                let destination = try? IPPrefix(String(words[1])),
                let sourcePorts = range(words[2], words[3]),
                let destinationPorts = range(words[4], words[5]),
                let (number, mask) = octets(words[6]), mask == 0 || mask == 255
            else { throw BenchmarkError(message: "\(path):\(index + 1): no ClassBench rule") }
            let match = Match(
                source: source, destination: destination,
                protocolNumber: mask == 0 ? nil : IPProtocol(rawValue: number),
                sourcePorts: sourcePorts, destinationPorts: destinationPorts)
            return Rule(match: match, action: .permit)
        }
    }

    /// Lines of source, destination, source port, destination port and protocol, in decimal.
    static func keys(path: String) throws -> [FlowKey] {
        try lines(path).enumerated().map { index, line in
            let words = line.split { " \t".contains($0) }
            guard words.count >= 5, let source = UInt32(words[0]),
                let destination = UInt32(words[1]), let sourcePort = UInt16(words[2]),
                let destinationPort = UInt16(words[3]), let number = UInt8(words[4])
            else { throw BenchmarkError(message: "\(path):\(index + 1): no ClassBench header") }
            return FlowKey(
                source: .ipv4(IPv4Address(rawValue: source)),
                destination: .ipv4(IPv4Address(rawValue: destination)),
                protocolNumber: IPProtocol(rawValue: number), sourcePort: sourcePort,
                destinationPort: destinationPort)
        }
    }

    private static func lines(_ path: String) throws -> [Substring] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    private static func range(_ low: Substring, _ high: Substring) -> ClosedRange<UInt16>? {
        guard let low = UInt16(low), let high = UInt16(high), low <= high else { return nil }
        return low...high
    }

    /// The two octets of a word such as `0x06/0xFF`.
    private static func octets(_ word: Substring) -> (UInt8, UInt8)? {
        let parts = word.split(separator: "/").map { UInt8($0.dropFirst(2), radix: 16) }
        guard parts.count == 2, let first = parts[0], let second = parts[1] else { return nil }
        return (first, second)
    }
}
