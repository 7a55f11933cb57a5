import Capture
import Decompression

/// A capture that is read once from its beginning to its end, and unpacked where its first octets say
/// that it is packed. It is unpacked once: what is packed twice is no capture.
struct CaptureStream<Source: OctetSource & ~Copyable>: ~Copyable {
    /// The octets of the capture that are there and not done with.
    private(set) var buffer = StreamBuffer()
    /// What the capture came in; nil where it came as it is.
    private(set) var format: Decompressor.Format?
    /// Octets that came, packed or not.
    private(set) var octetsRead = 0

    private(set) var source: Source
    private var decompressor = Decompressor(.gzip)
    /// What came and is not unpacked.
    private var packed = StreamBuffer()
    private var digest: OctetDigest?

    /// Reads the first octets.
    ///
    /// - Parameters:
    ///   - limit: octets that may be unpacked from it.
    ///   - isDigested: whether a digest is made of what comes.
    init(
        _ source: consuming Source, limit: Int, isDigested: Bool
    ) throws(StreamError) {
        self.source = source
        digest = isDigested ? OctetDigest() : nil
        try packed.fill(needing: CaptureReader.longestHeader) { room throws(StreamError) in
            try Self.read(into: &room, &self.source, &digest, &octetsRead)
        }
        format = packed.withOctets { Decompressor.Format(startOf: $0) }
        guard let format else {
            swap(&buffer, &packed)
            return
        }
        decompressor = Decompressor(format, limits: .init(octets: limit))
        try fill(needing: CaptureReader.longestHeader)
    }

    /// Is done with the octets of the capture before `offset`, and reads until `needed` ones are there
    /// from then on, or the last ones.
    mutating func advance(to offset: Int, needing needed: Int) throws(StreamError) {
        buffer.discard(before: offset)
        try fill(needing: needed)
    }

    /// The SHA-256 of what came so far, where it was asked for.
    var digestText: String? { digest?.text }

    private mutating func fill(needing needed: Int) throws(StreamError) {
        try Self.fill(
            &buffer, needing: needed, isPacked: format != nil, &packed, &decompressor, &source,
            &digest, &octetsRead)
    }

    // The parts of a value that change together, each by itself: they cannot be reached through
    // `self` while the buffer is being changed.

    private static func fill(
        _ buffer: inout StreamBuffer, needing needed: Int, isPacked: Bool,
        _ packed: inout StreamBuffer, _ decompressor: inout Decompressor, _ source: inout Source,
        _ digest: inout OctetDigest?, _ octetsRead: inout Int
    ) throws(StreamError) {
        try buffer.fill(needing: needed) { room throws(StreamError) in
            guard isPacked else {
                return try read(into: &room, &source, &digest, &octetsRead)
            }
            while true {
                try packed.fill(needing: 1) { room throws(StreamError) in
                    try read(into: &room, &source, &digest, &octetsRead)
                }
                let step = try unpack(packed, &decompressor, into: &room)
                packed.discard(before: packed.origin + step.read)
                if step.written > 0 { return step.written }
                guard packed.count == 0 && packed.isLast else { continue }
                guard decompressor.isBetweenMembers else { throw .broken(.packedDataCut) }
                return 0
            }
        }
    }

    private static func read(
        into room: inout MutableRawSpan, _ source: inout Source, _ digest: inout OctetDigest?,
        _ octetsRead: inout Int
    ) throws(StreamError) -> Int {
        let count = try source.read(into: &room)
        octetsRead += count
        digest?.update(room.bytes.extracting(first: count))
        return count
    }

    private static func unpack(
        _ packed: borrowing StreamBuffer, _ decompressor: inout Decompressor,
        into room: inout MutableRawSpan
    ) throws(StreamError) -> (read: Int, written: Int) {
        do throws(DecompressionError) {
            return try packed.withOctets { octets throws(DecompressionError) in
                try decompressor.unpack(octets, into: &room)
            }
        } catch {
            switch error {
            case .damaged: throw .broken(.packedDataDamaged)
            case .tooLong: throw .broken(.packedDataLong)
            case .tooDense: throw .broken(.packedDataDense)
            }
        }
    }
}

extension Decompressor.Format {
    /// The format of what begins with `octets`, if it is one that is unpacked here.
    init?(startOf octets: RawSpan) {
        switch CaptureError.OtherFormat(startOf: octets) {
        case .gzip: self = .gzip
        case .zstandard: self = .zstandard
        default: return nil
        }
    }
}
