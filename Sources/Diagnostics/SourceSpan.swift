/// A place in a source file: where a value was written. Lines and columns count from 1, columns
/// in Unicode scalars, as editors do. A plain value of 16 octets, so that every element of every
/// later stage can carry one.
public struct SourceSpan: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Index into the `SourceFiles` that the span was made with.
    public let file: UInt16
    public let line: UInt32
    public let column: UInt32
    /// Length of the text on its first line; 0 where only the beginning is known.
    public let length: UInt32

    public init(file: UInt16, line: UInt32, column: UInt32, length: UInt32 = 0) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column, left.length)
            < (right.file, right.line, right.column, right.length)
    }
}

/// The files that the spans of one run point into, by index, in the order they were read.
public struct SourceFiles: Hashable, Sendable {
    public private(set) var paths: [String] = []
    private var positions: [String: UInt16] = [:]

    /// The most files of a run.
    public static let most = Int(UInt16.max)

    public init(_ paths: [String] = []) {
        for path in paths { _ = add(path) }
    }

    /// The index of `path`, which is added where it is new.
    ///
    /// - Precondition: at most `most` files.
    public mutating func add(_ path: String) -> UInt16 {
        if let index = positions[path] { return index }
        precondition(paths.count < Self.most, "a run has at most 65,535 source files")
        positions[path] = UInt16(paths.count)
        paths.append(path)
        return UInt16(paths.count - 1)
    }

    public func path(of span: SourceSpan) -> String { paths[Int(span.file)] }

    /// `path:line:column`, as compilers print it and editors follow it.
    public func location(of span: SourceSpan) -> String {
        "\(path(of: span)):\(span.line):\(span.column)"
    }
}

/// A value and the place where it was written.
public struct Located<Value: Sendable>: Sendable {
    public let value: Value
    public let span: SourceSpan

    public init(_ value: Value, at span: SourceSpan) {
        self.value = value
        self.span = span
    }

    public func map<Result>(_ transform: (Value) -> Result) -> Located<Result> {
        Located<Result>(transform(value), at: span)
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
