/// The name of a port as its device's operating system knows it: a letter, then up to 14 of
/// letters, digits, `/`, `_` and `-`. Fifteen octets are what Linux gives an interface; a dot or a
/// colon would be taken for a VLAN or an alias.
public struct PortName: Hashable, Comparable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let octets = text.utf8
        func isLetter(_ octet: UInt8) -> Bool {
            (octet | 0x20) >= UInt8(ascii: "a") && (octet | 0x20) <= UInt8(ascii: "z")
        }
        let isAllowed = octets.allSatisfy { octet in
            isLetter(octet) || octet &- 48 < 10 || "/_-".utf8.contains(octet)
        }
        guard isAllowed, (1...15).contains(octets.count), let first = octets.first,
            isLetter(first)
        else {
            throw NotationError(
                expected:
                    "a port name, a letter and then up to 14 letters, digits, '/', '_' or '-'")
        }
        self.text = String(text)
    }

    public static func < (left: Self, right: Self) -> Bool {
        naturallyPrecedes(left.text, right.text)
    }
}

extension PortName: CustomStringConvertible {
    public var description: String { text }
}

/// A port of a device, written `device:port`.
public struct PortReference: Hashable, Comparable, Sendable {
    public let device: Name
    public let port: PortName

    public init(device: Name, port: PortName) {
        self.device = device
        self.port = port
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw NotationError(expected: "a device, a colon and a port, such as leaf-1:swp5")
        }
        self.init(device: try Name(parts[0]), port: try PortName(parts[1]))
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.device, left.port) < (right.device, right.port)
    }
}

extension PortReference: CustomStringConvertible {
    public var description: String { "\(device):\(port)" }
}
