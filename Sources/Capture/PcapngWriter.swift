/// Builds the octets of a pcapng file (the format stands in `Pcapng.swift`): one little-endian
/// section, nanoseconds, a comment on each frame that needs one.
///
/// Texts are cut to 1,024 characters, and control characters and invisible ones replaced by `?`, so
/// that a name from a hostile capture cannot reach somebody's terminal by way of a comment.
public struct PcapngWriter: Sendable {
    /// What has been written so far: a whole file after every call.
    public private(set) var octets: [UInt8] = []
    public private(set) var interfaceCount = 0

    /// - Parameter application: what wrote the file (shb_userappl).
    public init(application: String) {
        block(Pcapng.sectionHeader) {
            $0.append(little: Pcapng.byteOrderMagic)
            $0.append(little: 1 as UInt16)
            $0.append(little: 0 as UInt16)
            // The length of the section is not given.
            $0.append(little: UInt64.max)
            $0.option(4, text: application)
            $0.endOfOptions()
        }
    }

    /// Describes an interface and returns its index, for `append`. Indices count from 0.
    ///
    /// - Parameter filter: the expression (pcap-filter(7)) that frames were chosen by.
    public mutating func addInterface(
        name: String?, linkType: LinkType = .ethernet, snapLength: UInt32? = nil,
        filter: String? = nil
    ) -> Int {
        block(Pcapng.interfaceDescription) {
            $0.append(little: linkType.rawValue)
            $0.append(little: 0 as UInt16)
            $0.append(little: snapLength ?? 0)
            if let name { $0.option(2, text: name) }
            $0.option(9, value: [9])
            if let filter { $0.option(11, value: [0] + printable(filter).utf8) }
            $0.endOfOptions()
        }
        defer { interfaceCount += 1 }
        return interfaceCount
    }

    /// Appends a frame of an interface described before.
    ///
    /// - Parameters:
    ///   - timestamp: nanoseconds since 1970, not negative.
    ///   - originalLength: octets on the wire; as many as `frame` has if nil.
    ///   - comment: what a reader is to see beside the frame.
    public mutating func append(
        _ frame: RawSpan, interface: Int, timestamp: Int64, originalLength: UInt32? = nil,
        comment: String? = nil
    ) {
        precondition(interface < interfaceCount, "an interface is described before its frames")
        block(Pcapng.enhancedPacket) {
            let ticks = UInt64(clamping: timestamp)
            $0.append(little: UInt32(interface))
            $0.append(little: UInt32(ticks >> 32))
            $0.append(little: UInt32(truncatingIfNeeded: ticks))
            $0.append(little: UInt32(frame.byteCount))
            $0.append(little: originalLength ?? UInt32(frame.byteCount))
            $0.append(frame)
            $0.pad(frame.byteCount)
            if let comment {
                $0.option(1, text: comment)
                $0.endOfOptions()
            }
        }
    }

    /// Says how many frames an interface has had until now, and lost: itself, and in the system.
    public mutating func appendStatistics(
        interface: Int, timestamp: Int64, received: UInt64, droppedByInterface: UInt64,
        droppedBySystem: UInt64
    ) {
        precondition(interface < interfaceCount, "an interface is described before its statistics")
        block(Pcapng.interfaceStatistics) {
            let ticks = UInt64(clamping: timestamp)
            $0.append(little: UInt32(interface))
            $0.append(little: UInt32(ticks >> 32))
            $0.append(little: UInt32(truncatingIfNeeded: ticks))
            $0.option(4, little: received)
            $0.option(5, little: droppedByInterface)
            $0.option(7, little: droppedBySystem)
            $0.endOfOptions()
        }
    }

    /// Forgets what was written, so that a long file can be made in pieces.
    public mutating func takeOctets() -> [UInt8] {
        defer { octets.removeAll(keepingCapacity: true) }
        return octets
    }

    private mutating func block(_ type: UInt32, _ body: (inout [UInt8]) -> Void) {
        var content: [UInt8] = []
        body(&content)
        let length = UInt32(content.count + Pcapng.smallestBlock)
        octets.append(little: type)
        octets.append(little: length)
        octets.append(contentsOf: content)
        octets.append(little: length)
    }
}

extension [UInt8] {
    fileprivate mutating func option(_ code: UInt16, value: [UInt8]) {
        append(little: code)
        append(little: UInt16(value.count))
        append(contentsOf: value)
        pad(value.count)
    }

    fileprivate mutating func option(_ code: UInt16, text: String) {
        option(code, value: Array(printable(text).utf8))
    }

    fileprivate mutating func option(_ code: UInt16, little value: UInt64) {
        var octets: [UInt8] = []
        octets.append(little: value)
        option(code, value: octets)
    }

    fileprivate mutating func endOfOptions() { append(little: 0 as UInt32) }

    /// Fills up to a multiple of four octets after a value of `count` octets.
    fileprivate mutating func pad(_ count: Int) {
        for _ in 0..<(4 - count % 4) % 4 { append(0) }
    }
}

/// `text` on one line: control, format (bidirectional, zero-width), separator, private and
/// unassigned characters become `?`, and what follows the first 1,024 scalars is left out.
private func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(1024) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            result.append("?")
        default: result.append(scalar)
        }
    }
    return String(result)
}
