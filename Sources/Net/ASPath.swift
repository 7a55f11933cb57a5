/// The AS path of a route (RFC 4271, section 4.3), the neighbour first. Holds any number that can
/// be on the wire, those that no system may use among them.
public struct ASPath: Hashable, Sendable {
    public enum Segment: Hashable, Sendable {
        /// AS numbers in the order that the route came through them, the latest first.
        case sequence([UInt32])
        /// AS numbers of routes that were aggregated, in no order (AS_SET).
        case set([UInt32])
    }

    public var segments: [Segment]

    public init(segments: [Segment]) { self.segments = segments }

    /// AS numbers with spaces between them, a set in braces: `64496 65538 {64499,64500}`.
    public init(_ text: some StringProtocol) throws(NotationError) {
        let error = NotationError(
            expected: "an AS path, AS numbers with spaces between them and sets in braces, such as "
                + "'64496 65538 {64499,64500}'")
        segments = []
        var isInSet = false
        var numbers: [UInt32] = []
        func end(_ segment: ([UInt32]) -> Segment) {
            if !numbers.isEmpty { segments.append(segment(numbers)) }
            numbers = []
        }
        var digits = ""
        func takeNumber() throws(NotationError) {
            guard !digits.isEmpty else { return }
            guard let number = digits.decimalValue(as: UInt32.self) else { throw error }
            numbers.append(number)
            digits = ""
        }
        for character in text {
            switch character {
            case "0"..."9": digits.append(character)
            case " ", ",":
                guard character == " " || isInSet else { throw error }
                try takeNumber()
            case "{":
                guard !isInSet, digits.isEmpty else { throw error }
                end(Segment.sequence)
                isInSet = true
            case "}":
                try takeNumber()
                guard isInSet, !numbers.isEmpty else { throw error }
                end(Segment.set)
                isInSet = false
            default: throw error
            }
        }
        try takeNumber()
        guard !isInSet else { throw error }
        end(Segment.sequence)
    }

    /// Path length as routers compare it: a set counts as one (RFC 4271, section 9.1.2.2).
    public var length: Int {
        segments.reduce(0) { sum, segment in
            switch segment {
            case .sequence(let numbers): sum + numbers.count
            case .set: sum + 1
            }
        }
    }

    /// All numbers, those of sets included, in order of the path.
    public var numbers: [UInt32] {
        segments.flatMap { segment in
            switch segment {
            case .sequence(let numbers), .set(let numbers): numbers
            }
        }
    }

    /// The neighbour; nil where the path is empty or begins with a set.
    public var first: UInt32? {
        if case .sequence(let numbers)? = segments.first { numbers.first } else { nil }
    }

    /// The origin; nil where the path is empty or ends with a set (RFC 6811, section 2).
    public var origin: UInt32? {
        if case .sequence(let numbers)? = segments.last { numbers.last } else { nil }
    }

    public var hasSet: Bool {
        segments.contains { if case .set = $0 { true } else { false } }
    }

    /// The path with `asn` in front of it `count` times more.
    public func prepending(_ asn: UInt32, times count: Int) -> ASPath {
        guard count > 0 else { return self }
        let added = [UInt32](repeating: asn, count: count)
        if case .sequence(let numbers)? = segments.first {
            return ASPath(segments: [.sequence(added + numbers)] + segments.dropFirst())
        }
        return ASPath(segments: [.sequence(added)] + segments)
    }
}

extension ASPath: CustomStringConvertible {
    public var description: String {
        segments.map { segment in
            switch segment {
            case .sequence(let numbers): numbers.map(String.init).joined(separator: " ")
            case .set(let numbers): "{" + numbers.map(String.init).joined(separator: ",") + "}"
            }
        }.joined(separator: " ")
    }
}
