/// Walks the records of a pcap or pcapng file, whose octets it is lent for each call: all of them, or
/// those that have arrived so far and were not read yet.
///
/// A value of state only: where it stands, which interfaces it has met, what was odd. Sources:
/// draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. Memory is bounded by the number of
/// interfaces; blocks of other kinds (name resolution, decryption secrets, custom) are stepped over
/// and never copied.
///
///     var reader = try CaptureReader(octets)
///     var batch = FrameBatch()
///     while reader.next(octets, into: &batch) { … }
///     reader.end                                  // .complete, or .cut with place and reason
///
/// The walk is the same for a file that arrives in pieces, however it is divided: `StreamBuffer` keeps
/// the octets that are not done with, and `needed` says how many the next record asks for.
public struct CaptureReader: Sendable {
    /// The format of the file, and its byte order.
    public enum Format: Equatable, Sendable {
        case pcap(isBigEndian: Bool, nanoseconds: Bool)
        /// The byte order may differ from section to section.
        case pcapng
    }

    public let format: Format
    /// The interfaces met so far, in the order of the file; a pcap file has one.
    public internal(set) var interfaces: [CaptureInterface] = []
    /// The octet of the file at which the next record begins.
    public internal(set) var offset: Int
    /// Octets from `offset` on without which `next` could not go on; at most
    /// `Pcapng.largestBlock`.
    public internal(set) var needed = 0
    /// Frames handed out so far.
    public internal(set) var frameCount: UInt64 = 0
    public internal(set) var oddities = CaptureOddities()
    /// Nil until `next` has returned false for another reason than that octets are needed.
    public internal(set) var end: CaptureEnd?

    /// For each interface, what the walk needs.
    var facts: [InterfaceFacts] = []
    /// Where the current section's interfaces begin in `interfaces`.
    var sectionStart = 0
    /// The file is big-endian.
    var swapped: Bool
    /// The octet of the file up to which memory was asked for.
    var prefetched = 0
    /// The octet of the file up to which its pages are there.
    var touched = 0
    var latest = Int64.min

    /// Octets that a record with a frame takes at most, but for what pcapng says of it besides.
    public static var longestRecord: Int { Int(largestSnapLength) + 64 }

    /// No frame is longer (libpcap's MAXIMUM_SNAPLEN); a longer record is garbage.
    static let largestSnapLength: UInt32 = 262_144

    /// Octets that the header of a file takes at most.
    public static var longestHeader: Int { Pcapng.sectionHeaderLength }

    /// Reads the header of the file.
    ///
    /// - Parameter octets: the first `longestHeader` octets of the file, or more; all octets of a
    ///   file that has fewer.
    public init(_ octets: RawSpan) throws(CaptureError) {
        guard octets.byteCount > 0 else { throw .empty }
        guard octets.byteCount >= 4 else {
            throw .shortHeader(octets: octets.byteCount)
        }
        let magic = octets.big32(at: 0)
        switch magic {
        case 0xa1b2_c3d4, 0xa1b2_3c4d, 0xd4c3_b2a1, 0x4d3c_b2a1:
            swapped = magic == 0xa1b2_c3d4 || magic == 0xa1b2_3c4d
            let nanoseconds = magic == 0xa1b2_3c4d || magic == 0x4d3c_b2a1
            format = .pcap(isBigEndian: swapped, nanoseconds: nanoseconds)
            offset = Pcap.headerLength
            try readPcapHeader(octets, nanoseconds: nanoseconds)
        case Pcapng.sectionHeader:
            format = .pcapng
            offset = 0
            swapped = false
            try readFirstSection(octets)
        default:
            if let other = CaptureError.OtherFormat(startOf: octets) { throw .otherFormat(other) }
            throw .unknownMagic(magic)
        }
    }

    /// Fills `batch` with the next records, 64 of them or as many as are left.
    ///
    /// False, with an empty batch, at the end of what can be read; `end` is then set. Allocates
    /// nothing per record.
    ///
    /// - Parameter octets: all octets of the file, the same for every call.
    public mutating func next(_ octets: RawSpan, into batch: inout FrameBatch) -> Bool {
        next(octets, from: 0, isLast: true, into: &batch)
    }

    /// As above, for a part of the file: false, with an empty batch, also where the next record is
    /// not whole in it. `end` is then nil, and the next call must be given `needed` octets from
    /// `offset` on, or the last ones of the file.
    ///
    /// - Parameters:
    ///   - octets: a part of the file that begins at `offset` or before.
    ///   - origin: the octet of the file that the part begins at.
    ///   - isLast: whether the file ends with this part.
    public mutating func next(
        _ octets: RawSpan, from origin: Int, isLast: Bool, into batch: inout FrameBatch
    ) -> Bool {
        precondition(origin <= offset, "the octets begin after the record that is next")
        batch.count = 0
        batch.origin = origin
        guard end == nil else { return false }
        needed = 0
        prefetched = max(prefetched &- origin, 0)
        touched = max(touched, offset) &- origin
        octets.touch(ahead: offset &- origin, from: &touched)
        touched &+= origin
        let stop =
            switch format {
            case .pcap: walkPcap(octets, origin, isLast: isLast, &batch)
            case .pcapng: walkPcapng(octets, origin, isLast: isLast, &batch)
            }
        prefetched &+= origin
        switch stop {
        case .batchFull: break
        case .starved(let octets): needed = octets
        // What ended the walk comes after the frames of this batch.
        case .ended(let reason): end = reason
        }
        return batch.count > 0
    }

    /// The interface of a record; nil where the file names one that it does not describe.
    public func interface(of record: FrameRecord) -> CaptureInterface? {
        let index = Int(record.interface)
        return index < interfaces.count ? interfaces[index] : nil
    }
}

/// Why a walk over records stopped.
enum WalkStop {
    case batchFull
    /// The part of the file that is there ends inside the next record, which takes so many octets as
    /// far as is known.
    case starved(needed: Int)
    case ended(CaptureEnd)

    /// The next record, at `offset` of the file, takes `needed` octets, and they are not there.
    static func short(of needed: Int, at offset: Int, isLast: Bool, _ reason: CutReason) -> Self {
        isLast ? .ended(.cut(offset: offset, reason)) : .starved(needed: needed)
    }
}

/// What was odd about a capture file without making it unreadable.
public struct CaptureOddities: Equatable, Sendable {
    /// Records whose captured length exceeds the original one.
    public internal(set) var capturedBeyondOriginal: UInt64 = 0
    /// Records whose part of a second is a second or more, or whose time does not fit.
    public internal(set) var timeInvalid: UInt64 = 0
    /// Records earlier than one before them.
    public internal(set) var timeWentBack: UInt64 = 0
    /// Interfaces whose snap length is 0 or beyond any frame, taken as "no limit".
    public internal(set) var snapLengthImplausible: UInt64 = 0
    /// pcapng options that reach beyond their block: the rest of the block's options is unread.
    public internal(set) var optionsMalformed: UInt64 = 0
    /// pcapng blocks that hold no frame and no interface.
    public internal(set) var otherBlocks: UInt64 = 0
    /// pcapng decryption-secrets blocks, which are stepped over unread.
    public internal(set) var secretsBlocks: UInt64 = 0

    private static let all: [WritableKeyPath<CaptureOddities, UInt64> & Sendable] = [
        \.capturedBeyondOriginal, \.timeInvalid, \.timeWentBack, \.snapLengthImplausible,
        \.optionsMalformed, \.otherBlocks, \.secretsBlocks,
    ]

    init() {}

    /// Counts that were written down before. Nil where there are not as many as oddities.
    package init?(counts: [UInt64]) {
        guard counts.count == Self.all.count else { return nil }
        for (oddity, count) in zip(Self.all, counts) { self[keyPath: oddity] = count }
    }

    func merged(with other: CaptureOddities) -> CaptureOddities {
        var sum = self
        for oddity in Self.all { sum[keyPath: oddity] += other[keyPath: oddity] }
        return sum
    }

    /// In a fixed order.
    package var counts: [UInt64] { Self.all.map { self[keyPath: $0] } }
}

extension CaptureReader {
    /// Adds an interface, and settles its snap length.
    mutating func addInterface(
        name: String?, linkType: LinkType, snapLength: UInt32, filter: String? = nil,
        clock: CaptureClock, checkSequenceLength: UInt8
    ) {
        var limit: UInt32? = snapLength
        if snapLength == 0 || snapLength > Self.largestSnapLength {
            limit = nil
            // In pcapng 0 is the plain way to say that there is no limit.
            if snapLength != 0 || format != .pcapng { oddities.snapLengthImplausible += 1 }
        }
        interfaces.append(
            CaptureInterface(
                name: name, linkType: linkType, snapLength: limit, filter: filter,
                droppedFrames: nil))
        facts.append(
            InterfaceFacts(
                clock: clock, snapLength: limit ?? Self.largestSnapLength,
                linkLayer: linkType.linkLayer, checkSequenceLength: checkSequenceLength))
    }

    /// As `settle`, for the records of a walk for which something is odd.
    @inline(never)
    mutating func settleOdd(_ record: inout FrameRecord, instant: Int64?) {
        settle(&record, instant: instant)
    }

    /// Notes everything about a record that any format can get wrong, and its place in time.
    @inline(__always)
    mutating func settle(_ record: inout FrameRecord, instant: Int64?) {
        frameCount &+= 1
        record.number = frameCount
        if record.capturedLength > record.originalLength {
            oddities.capturedBeyondOriginal &+= 1
            if record.fault == .ip { record.fault = .capturedBeyondOriginal }
            record.capturedLength = record.originalLength
        } else if record.originalLength == 0 && record.fault == .ip {
            record.fault = .zeroLength
        }
        guard let instant else {
            record.flags.insert(.timeInvalid)
            oddities.timeInvalid &+= 1
            return
        }
        record.timestamp = instant
        if instant < latest {
            record.flags.insert(.timeWentBack)
            oddities.timeWentBack &+= 1
        } else {
            latest = instant
        }
    }
}
