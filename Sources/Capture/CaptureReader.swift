/// Walks the records of a pcap or pcapng file, whose octets it is lent for each call.
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
    /// The octet at which the next record begins.
    public internal(set) var offset: Int
    /// Frames handed out so far.
    public internal(set) var frameCount: UInt64 = 0
    public internal(set) var oddities = CaptureOddities()
    /// Nil until `next` has returned false.
    public internal(set) var end: CaptureEnd?

    /// For each interface, what the walk needs.
    var facts: [InterfaceFacts] = []
    /// Where the current section's interfaces begin in `interfaces`.
    var sectionStart = 0
    /// The file is big-endian.
    var swapped: Bool
    var prefetched: Int
    var latest = Int64.min

    /// No frame is longer (libpcap's MAXIMUM_SNAPLEN); a longer record is garbage.
    static let largestSnapLength: UInt32 = 262_144

    /// Reads the header of the file.
    ///
    /// - Parameter octets: all octets of the file, the same as for every later `next`.
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
            prefetched = 0
            try readPcapHeader(octets, nanoseconds: nanoseconds)
        case Pcapng.sectionHeader:
            format = .pcapng
            offset = 0
            prefetched = 0
            swapped = false
            try readFirstSection(octets)
        default:
            if let other = CaptureError.OtherFormat(octets) { throw .otherFormat(other) }
            throw .unknownMagic(magic)
        }
    }

    /// Fills `batch` with the next records, 64 of them or as many as are left.
    ///
    /// False, with an empty batch, at the end of what can be read; `end` is then set. Allocates
    /// nothing per record.
    public mutating func next(_ octets: RawSpan, into batch: inout FrameBatch) -> Bool {
        batch.count = 0
        guard end == nil else { return false }
        switch format {
        case .pcap: end = walkPcap(octets, &batch)
        case .pcapng: end = walkPcapng(octets, &batch)
        }
        if batch.count == 0 { return false }
        // What ended the walk comes after the frames of this batch.
        return true
    }

    /// The interface of a record; nil where the file names one that it does not describe.
    public func interface(of record: FrameRecord) -> CaptureInterface? {
        let index = Int(record.interface)
        return index < interfaces.count ? interfaces[index] : nil
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
}

extension CaptureReader {
    /// Adds an interface, and settles its snap length.
    mutating func addInterface(
        name: String?, linkType: LinkType, snapLength: UInt32, clock: CaptureClock,
        checkSequenceLength: UInt8
    ) {
        var limit: UInt32? = snapLength
        if snapLength == 0 || snapLength > Self.largestSnapLength {
            limit = nil
            // In pcapng 0 is the plain way to say that there is no limit.
            if snapLength != 0 || format != .pcapng { oddities.snapLengthImplausible += 1 }
        }
        interfaces.append(
            CaptureInterface(name: name, linkType: linkType, snapLength: limit, droppedFrames: nil))
        facts.append(
            InterfaceFacts(
                clock: clock, snapLength: limit ?? Self.largestSnapLength,
                linkLayer: linkType.linkLayer, checkSequenceLength: checkSequenceLength))
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
