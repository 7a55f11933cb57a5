// Interface descriptions and statistics (draft-ietf-opsawg-pcapng, sections 4.2 and 4.6), and the
// options in which they say most of what they have to say:
//
//      0                   1                   2                   3
//      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//     +-------------------------------+-------------------------------+
//     |             code              |            length             |
//     +-------------------------------+-------------------------------+
//     |         value, padded to a multiple of four octets …          |
//     +---------------------------------------------------------------+

extension CaptureReader {
    mutating func interfaceDescription(_ octets: RawSpan, _ block: PcapngBlock) {
        let start = block.body.lowerBound
        var name: String?
        var filter: String?
        var clock = CaptureClock.microseconds
        var seconds: Int64 = 0
        var checkSequenceLength: UInt8 = 0
        var option = start + 8
        while let (code, value) = nextOption(octets, &option, end: block.body.upperBound) {
            switch (code, value.count) {
            case (2, 1...255): name = Self.text(octets.extracting(value))
            case (9, 1): clock = CaptureClock(resolution: octets.uint8(at: value.lowerBound))
            case (11, 1...1024):
                // 0 before an expression of pcap-filter(7), else a program.
                let isText = octets.uint8(at: value.lowerBound) == 0
                filter = isText ? Self.text(octets.extracting(value.dropFirst())) : "a program"
            case (13, 1):
                // In bits; but the draft's own example is 4, and some writers mean octets.
                let length = octets.uint8(at: value.lowerBound)
                checkSequenceLength = length >= 8 ? length / 8 : length
            case (14, 8):
                seconds = Int64(
                    bitPattern: octets.file64(at: value.lowerBound, swapped: swapped))
            default: break
            }
        }
        clock.offset = seconds
        addInterface(
            name: name, linkType: LinkType(rawValue: octets.file16(at: start, swapped: swapped)),
            snapLength: octets.file32(at: start + 4, swapped: swapped), filter: filter,
            clock: clock, checkSequenceLength: checkSequenceLength)
    }

    /// Takes the latest word on frames that were dropped before they could be captured.
    mutating func interfaceStatistics(_ octets: RawSpan, _ block: PcapngBlock) {
        guard block.body.count >= 12 else { return }
        let start = block.body.lowerBound
        let index = sectionStart + Int(octets.file32(at: start, swapped: swapped))
        guard index < interfaces.count else { return }
        var dropped: UInt64?
        var option = start + 12
        while let (code, value) = nextOption(octets, &option, end: block.body.upperBound) {
            // isb_ifdrop and isb_osdrop: by the interface, and by the system after it.
            guard code == 5 || code == 7, value.count == 8 else { continue }
            dropped =
                (dropped ?? 0) &+ octets.file64(at: value.lowerBound, swapped: swapped)
        }
        if let dropped { interfaces[index].droppedFrames = dropped }
    }

    /// The option at `position`, which moves behind it. Nil after the last one.
    private mutating func nextOption(
        _ octets: RawSpan, _ position: inout Int, end: Int
    ) -> (code: UInt16, value: Range<Int>)? {
        guard position + 4 <= end else { return nil }
        let code = octets.file16(at: position, swapped: swapped)
        guard code != 0 else { return nil }
        let length = Int(octets.file16(at: position + 2, swapped: swapped))
        let value = position + 4..<position + 4 + length
        guard value.upperBound <= end else {
            oddities.optionsMalformed += 1
            return nil
        }
        position = value.lowerBound + (length + 3) / 4 * 4
        return (code, value)
    }

    private static func text(_ octets: RawSpan) -> String {
        var copy: [UInt8] = []
        for index in 0..<octets.byteCount { copy.append(octets.uint8(at: index)) }
        return String(decoding: copy, as: UTF8.self)
    }
}
