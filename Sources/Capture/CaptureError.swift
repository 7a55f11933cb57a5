/// Why a file is no capture that can be read. Nothing has been counted when this is thrown.
public enum CaptureError: Error, Equatable, Sendable {
    case empty
    /// Shorter than the header of the format that its first octets announce.
    case shortHeader(octets: Int)
    /// The first four octets, in network order, are of no format known here.
    case unknownMagic(UInt32)
    /// Something else, known by its first octets: a compressed file, another capture format.
    case otherFormat(OtherFormat)
    case unsupportedVersion(major: UInt16, minor: UInt16)
    case unsupportedLinkType(LinkType)
    /// The first section header of a pcapng file contradicts itself.
    case badSectionHeader

    /// Files that are often given instead of a capture.
    public enum OtherFormat: String, Equatable, Sendable, CaseIterable {
        case gzip = "gzip-compressed"
        case zstandard = "Zstandard-compressed"
        case zip = "a ZIP archive"
        case xz = "xz-compressed"
        case bzip2 = "bzip2-compressed"
        case lz4 = "LZ4-compressed"
        case snoop = "a snoop capture"
        case modifiedPcap = "a pcap file of a modified format (Kuznetzov's)"

        /// The format whose magic `octets` begin with, if any.
        public init?(startOf octets: RawSpan) {
            guard octets.byteCount >= 4 else { return nil }
            switch octets.big32(at: 0) {
            case 0x1f8b_0000...0x1f8b_ffff: self = .gzip
            case 0x28b5_2ffd: self = .zstandard
            case 0x504b_0304, 0x504b_0506: self = .zip
            case 0xfd37_7a58: self = .xz
            case 0x425a_6800...0x425a_68ff: self = .bzip2
            case 0x0422_4d18: self = .lz4
            case 0x736e_6f6f: self = .snoop
            case 0xa1b2_cd34, 0x34cd_b2a1: self = .modifiedPcap
            default: return nil
            }
        }

        var isCompressed: Bool {
            switch self {
            case .gzip, .zstandard, .zip, .xz, .bzip2, .lz4: true
            case .snoop, .modifiedPcap: false
            }
        }
    }
}

extension CaptureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .shortHeader(let octets):
            "the file ends inside its header, after \(octets) octets"
        case .unknownMagic(let magic):
            "the file is neither pcap nor pcapng: it begins with 0x"
                + String(repeating: "0", count: magic.leadingZeroBitCount / 4)
                + (magic == 0 ? "" : String(magic, radix: 16))
        case .otherFormat(let format):
            "the file is \(format.rawValue), not a pcap or pcapng file"
                + (format.isCompressed ? "; unpack it first" : "")
        case .unsupportedVersion(let major, let minor):
            "version \(major).\(minor) of the format is not supported"
        case .unsupportedLinkType(let type): "link type \(type) is not supported"
        case .badSectionHeader: "the section header at the start of the file contradicts itself"
        }
    }
}

/// How the reading of a capture ended.
public enum CaptureEnd: Equatable, Sendable {
    /// At the end of the file, after a whole record.
    case complete
    /// At `offset`, where no record could be read: what follows is not known, and what was read
    /// before stands.
    case cut(offset: Int, CutReason)
}

/// Why no further record can be found in a capture.
public enum CutReason: String, Equatable, Sendable, CaseIterable {
    case recordHeader = "the file ends inside a record header"
    case recordData = "the file ends inside a frame"
    case capturedLength = "the captured length exceeds the snap length"
    case blockHeader = "the file ends inside a block header"
    case blockLength = "the block length is impossible"
    case blockData = "the file ends inside a block"
    case blockTrailer = "the two lengths of the block differ"
    case sectionHeader = "the section header contradicts itself or has an unknown version"
    case tooManyInterfaces = "the file describes more than 65536 interfaces"
    case interrupted = "the reading was interrupted"
    case packedDataCut = "the compressed data end too early"
    case packedDataDamaged = "the compressed data are damaged"
    case packedDataLong = "more octets are packed in it than the limit permits"
    case packedDataDense = "more than 100 octets are packed in one"
    case portLost = "the port could not be read any further"
}
