import Diagnostics

/// A file of a device, and for each of its lines the places of the topology that it follows from.
public struct GeneratedFile: Hashable, Sendable {
    /// Relative, with the device first: `leaf-1/frr.conf`.
    public let path: String
    /// ASCII; every line ends with a line feed.
    public let text: String
    /// Lines that every device of the platform has; their origin is the device.
    public let boilerplateLines: Int
    /// Origins of all lines, one after the other; neighbours with the same origins share them.
    private let origins: [SourceSpan]
    /// For each line its part of `origins`.
    private let ranges: [Range<UInt32>]

    init(
        path: String, text: String, boilerplateLines: Int, origins: [SourceSpan],
        ranges: [Range<UInt32>]
    ) {
        self.path = path
        self.text = text
        self.boilerplateLines = boilerplateLines
        self.origins = origins
        self.ranges = ranges
    }

    public var lineCount: Int { ranges.count }

    /// The places that asked for a line, counted from 1; never empty.
    ///
    /// - Precondition: `line` is between 1 and `lineCount`.
    public func origins(ofLine line: Int) -> ArraySlice<SourceSpan> {
        precondition((1...lineCount).contains(line), "no such line in \(path)")
        let range = ranges[line - 1]
        return origins[Int(range.lowerBound)..<Int(range.upperBound)]
    }
}
