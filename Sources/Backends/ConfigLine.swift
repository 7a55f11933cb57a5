import Net

/// Text that may stand in a configuration: literals of this module and typed values, joined.
///
///     out.line("vxlan-id \(domain.vni)")
///
/// Only `ConfigValue`s can be interpolated. A `String` is none, so that nothing a person wrote
/// reaches a file but through a type with an alphabet.
public struct ConfigLine: Hashable, Sendable, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public init(stringLiteral value: StaticString) { text = value.description }

    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    public init(_ value: some ConfigValue) { text = value.configText }

    public struct StringInterpolation: StringInterpolationProtocol {
        var text: String

        public init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + 12 * interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        public mutating func appendInterpolation(_ value: some ConfigValue) {
            text += value.configText
        }
    }

    public static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.text += right.text
        return sum
    }
}

/// A value whose text is safe in every configuration language we write.
public protocol ConfigValue {
    /// Printable ASCII without quotes, braces, `#`, `;`, `!` and `$`, or composed of such.
    var configText: String { get }
}

extension ConfigValue where Self: CustomStringConvertible {
    public var configText: String { description }
}

extension Name: ConfigValue {}
extension PortName: ConfigValue {}
extension IPv4Address: ConfigValue {}
extension IPv6Address: ConfigValue {}
extension IPAddress: ConfigValue {}
extension IPPrefix: ConfigValue {}
extension InterfaceAddress: ConfigValue {}
extension MACAddress: ConfigValue {}
extension VLANID: ConfigValue {}
extension VNI: ConfigValue {}
extension ASN: ConfigValue {}
extension RouteTarget: ConfigValue {}
extension RouteDistinguisher: ConfigValue {}
extension Int: ConfigValue {}
extension UInt8: ConfigValue {}
extension UInt16: ConfigValue {}
extension UInt32: ConfigValue {}

extension FreeText: ConfigValue {
    public var configText: String { ascii }
}

extension ConfigLine: ConfigValue {
    public var configText: String { text }
}

extension Sequence where Element: ConfigValue {
    /// The values with `separator` between them.
    func joined(by separator: ConfigLine) -> ConfigLine {
        var result: ConfigLine = ""
        var isFirst = true
        for value in self {
            if !isFirst { result = result + separator }
            result = result + ConfigLine(value)
            isFirst = false
        }
        return result
    }
}
