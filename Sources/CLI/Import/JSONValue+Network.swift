import Diagnostics
import Net

/// Values of the network in files from outside; nil where a value is something else.
extension JSONValue {
    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// An AS number that may be used.
    var asn: ASN? { integer.flatMap { UInt32(exactly: $0) }.flatMap { ASN(rawValue: $0) } }

    /// A speed in Mbit/s.
    var speed: PortSpeed? {
        integer.flatMap {
            (1...10_000_000).contains($0) ? PortSpeed(megabitsPerSecond: $0) : nil
        }
    }
}
