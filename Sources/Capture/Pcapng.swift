/// The pcapng format (draft-ietf-opsawg-pcapng): blocks, each framed by its length on both sides.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                          block type                           |
///     +---------------------------------------------------------------+
///     |                      block total length                       |
///     +---------------------------------------------------------------+
///     |             body, to a multiple of four octets …              |
///     +---------------------------------------------------------------+
///     |                      block total length                       |
///     +---------------------------------------------------------------+
///
/// A section header begins a section, sets its byte order and forgets the interfaces of the section
/// before it.
enum Pcapng {
    static let sectionHeader: UInt32 = 0x0a0d_0d0a
    static let byteOrderMagic: UInt32 = 0x1a2b_3c4d

    static let interfaceDescription: UInt32 = 1
    static let obsoletePacket: UInt32 = 2
    static let simplePacket: UInt32 = 3
    static let interfaceStatistics: UInt32 = 5
    static let enhancedPacket: UInt32 = 6
    static let decryptionSecrets: UInt32 = 10

    static let smallestBlock = 12
    /// libpcap's limit, too.
    static let largestBlock = 16 * 1024 * 1024
    static let sectionHeaderLength = 28
    static let largestInterfaceCount = 65_536
}

/// One block: its type and where its body lies.
struct PcapngBlock {
    let type: UInt32
    let body: Range<Int>
}

extension CaptureReader {
    mutating func readFirstSection(_ octets: RawSpan) throws(CaptureError) {
        guard octets.byteCount >= Pcapng.sectionHeaderLength else {
            throw .shortHeader(octets: octets.byteCount)
        }
        guard setByteOrder(octets, at: 0) else { throw .badSectionHeader }
        let major = octets.file16(at: 12, swapped: swapped)
        let minor = octets.file16(at: 14, swapped: swapped)
        guard major == 1 else { throw .unsupportedVersion(major: major, minor: minor) }
        let length = octets.file32(at: 4, swapped: swapped)
        guard length >= Pcapng.sectionHeaderLength, length % 4 == 0,
            length <= Pcapng.largestBlock
        else { throw .badSectionHeader }
    }

    /// Takes the byte order of the section header at `position`; false if it has none.
    private mutating func setByteOrder(_ octets: RawSpan, at position: Int) -> Bool {
        switch octets.big32(at: position + 8) {
        case Pcapng.byteOrderMagic: swapped = true
        case Pcapng.byteOrderMagic.byteSwapped: swapped = false
        default: return false
        }
        return true
    }

    /// Fills `batch` from the part of the file that begins at its octet `origin`.
    @inline(never)
    mutating func walkPcapng(
        _ octets: RawSpan, _ origin: Int, isLast: Bool, _ batch: inout FrameBatch
    ) -> WalkStop {
        var position = offset &- origin
        defer { offset = position &+ origin }
        while !batch.isFull {
            octets.prefetch(to: position &+ RawSpan.prefetchDistance, from: &prefetched)
            let place = position &+ origin
            let available = octets.byteCount &- position
            guard available >= Pcapng.smallestBlock else {
                if available == 0 && isLast { return .ended(.complete) }
                return .short(of: Pcapng.smallestBlock, at: place, isLast: isLast, .blockHeader)
            }
            if octets.big32(at: position) == Pcapng.sectionHeader {
                guard available >= Pcapng.sectionHeaderLength else {
                    return .short(
                        of: Pcapng.sectionHeaderLength, at: place, isLast: isLast, .blockData)
                }
                guard setByteOrder(octets, at: position) else {
                    return .ended(.cut(offset: place, .sectionHeader))
                }
            }
            let length = Int(octets.file32(at: position &+ 4, swapped: swapped))
            guard length >= Pcapng.smallestBlock, length & 3 == 0, length <= Pcapng.largestBlock
            else { return .ended(.cut(offset: place, .blockLength)) }
            guard length <= available else {
                return .short(of: length, at: place, isLast: isLast, .blockData)
            }
            let next = position &+ length
            guard Int(octets.file32(at: next &- 4, swapped: swapped)) == length else {
                return .ended(.cut(offset: place, .blockTrailer))
            }
            let block = PcapngBlock(
                type: octets.file32(at: position, swapped: swapped),
                body: position &+ 8..<next &- 4)
            if block.type == Pcapng.enhancedPacket {
                enhancedPacket(octets, block, &batch)
            } else if let reason = otherBlock(octets, block, &batch) {
                return .ended(.cut(offset: place, reason))
            }
            position = next
        }
        return .batchFull
    }

    /// Every block but the enhanced packet block. The reason to stop, if there is one.
    @inline(never)
    private mutating func otherBlock(
        _ octets: RawSpan, _ block: PcapngBlock, _ batch: inout FrameBatch
    ) -> CutReason? {
        switch block.type {
        case Pcapng.sectionHeader:
            guard block.body.count >= 16,
                octets.file16(at: block.body.lowerBound + 4, swapped: swapped) == 1
            else { return .sectionHeader }
            sectionStart = interfaces.count
        case Pcapng.interfaceDescription:
            guard interfaces.count < Pcapng.largestInterfaceCount else {
                return .tooManyInterfaces
            }
            guard block.body.count >= 8 else { return .blockLength }
            interfaceDescription(octets, block)
        case Pcapng.simplePacket: simplePacket(octets, block, &batch)
        case Pcapng.obsoletePacket: obsoletePacket(octets, block, &batch)
        case Pcapng.interfaceStatistics: interfaceStatistics(octets, block)
        case Pcapng.decryptionSecrets: oddities.secretsBlocks += 1
        default: oddities.otherBlocks += 1
        }
        return nil
    }
}
