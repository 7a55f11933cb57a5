/// The version of a program: one to four numbers with dots between them, such as `2.0.12`.
///
/// A version that ends in zeros is the same without them: `3.0` and `3.0.0` are equal.
public struct SoftwareVersion: Hashable, Sendable {
    /// Without zeros at the end; the first alone may be one.
    private let numbers: [UInt16]

    public init(_ text: some StringProtocol) throws(NotationError) {
        let error = NotationError(
            expected: "a version, one to four numbers of up to four digits with dots between them, "
                + "such as 2.0.12")
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { throw error }
        var numbers: [UInt16] = []
        for part in parts {
            guard part.utf8.count <= 4, let number = part.decimalValue(as: UInt16.self) else {
                throw error
            }
            numbers.append(number)
        }
        self.init(numbers)
    }

    /// - Precondition: one to four numbers.
    public init(_ numbers: UInt16...) { self.init(numbers) }

    private init(_ numbers: [UInt16]) {
        precondition((1...4).contains(numbers.count), "a version has one to four numbers")
        let end = numbers.lastIndex { $0 != 0 } ?? 0
        self.numbers = Array(numbers[...end])
    }
}

extension SoftwareVersion: Comparable {
    /// Number by number: 2.9 comes before 2.16.
    public static func < (left: Self, right: Self) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}

extension SoftwareVersion: CustomStringConvertible {
    /// Two numbers at least: `3.0`.
    public var description: String {
        (numbers.count == 1 ? numbers + [0] : numbers).map(String.init).joined(separator: ".")
    }
}
