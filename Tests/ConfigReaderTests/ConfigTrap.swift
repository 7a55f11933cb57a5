import Testing

/// A text of a device's file that is right, and what stands in its place and means something else.
struct ConfigTrap: Sendable, CustomTestStringConvertible {
    var device = "leaf-1"
    var right: String
    var wrong: String
    var testDescription: String { "\(right) -> \(wrong)" }
}
