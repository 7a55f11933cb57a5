import Diagnostics
import Forwarding
import Net

// Values that a test knows to be right: `.of(10)`, `.of("192.0.2.0/30")`. One that is not is a
// mistake in the test, and traps. No literals, which would hide what the readers in `Net` refuse.

extension VLANID {
    public static func of(_ number: UInt16) -> VLANID {
        guard let vlan = VLANID(rawValue: number) else { preconditionFailure("VLAN \(number)") }
        return vlan
    }
}

extension VNI {
    public static func of(_ number: UInt32) -> VNI {
        guard let vni = VNI(rawValue: number) else { preconditionFailure("VNI \(number)") }
        return vni
    }
}

extension RouteTarget {
    /// With the administrator 64900.
    public static func of(_ number: UInt32) -> RouteTarget {
        RouteTarget(administrator: 64900, number: number)
    }
}

extension IPv4Address {
    public static func of(_ text: String) -> IPv4Address {
        known(text) { try IPv4Address(text) }
    }
}

extension IPAddress {
    public static func of(_ text: String) -> IPAddress { known(text) { try IPAddress(text) } }
}

extension IPPrefix {
    public static func of(_ text: String) -> IPPrefix { known(text) { try IPPrefix(text) } }
}

extension InterfaceAddress {
    public static func of(_ text: String) -> InterfaceAddress {
        known(text) { try InterfaceAddress(text) }
    }
}

private func known<Value>(_ text: String, _ read: () throws -> Value) -> Value {
    guard let value = try? read() else { preconditionFailure("\(text) is no \(Value.self)") }
    return value
}

extension Network {
    /// Devices `d0`, `d1`, … that are told the facts, and cables between their ports.
    public init(told: [[Fact]], cables: [(End, End)] = []) {
        self.init(
            devices: told.enumerated().map { index, facts in
                NetworkDevice(name: "d\(index)", statements: facts.map { Statement($0) })
            },
            cables: cables.map {
                Cable(a: $0.0, b: $0.1, origin: SourceSpan(file: 0, line: 1, column: 1))
            })
    }
}
