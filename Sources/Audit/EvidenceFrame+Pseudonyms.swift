import Capture
import Net

extension EvidenceFrame {
    /// The frame with other addresses, and with nothing in it that no header field needs.
    ///
    /// What an octet is for is found out from the decoder, so that no header is forgotten:
    ///
    /// * An octet that can be 0 without anything else being read becomes 0. That are checksums,
    ///   sequence numbers, options with addresses in them, the target's MAC address in ARP.
    /// * An octet that another value of makes another address be read is of that address, in whichever
    ///   layer of the frame, and is replaced.
    ///
    /// Checksums do not fit then, as they would not fit a frame that is cut anyway. Where the result does
    /// not read as it must, nothing of the frame is kept.
    func pseudonymised(by pseudonymiser: Pseudonymiser, _ decoder: FrameDecoder) -> EvidenceFrame {
        var result = self
        let read = result.layers(decoder)
        for index in headers.indices where headers[index] != 0 {
            result.headers[index] = 0
            if result.layers(decoder) != read { result.headers[index] = headers[index] }
        }
        var replaced = result.headers
        for index in headers.indices {
            var probe = result
            probe.headers[index] ^= 0xff
            if let octet = Self.octet(
                thatDiffersIn: probe.layers(decoder), from: read, pseudonymiser)
            {
                replaced[index] = octet
            }
        }
        result.headers = replaced
        let expected = read.map { $0.pseudonymised(by: pseudonymiser) }
        if result.layers(decoder) != expected { result.headers = [] }
        return result
    }

    /// What is read of each layer.
    private func layers(_ decoder: FrameDecoder) -> [DecodedFrame] {
        let whole = decoded(by: decoder, layer: FrameDecoder.maximumTunnelDepth)
        return [whole] + (0..<Int(whole.tunnelDepth)).map { decoded(by: decoder, layer: $0) }
    }

    /// The octet of a pseudonym that belongs where all bits of an octet were turned over, if that made
    /// `changed` of `read`; nil where it changed anything else than one octet of an address.
    private static func octet(
        thatDiffersIn changed: [DecodedFrame], from read: [DecodedFrame],
        _ pseudonymiser: Pseudonymiser
    ) -> UInt8? {
        guard changed.map(\.withoutAddresses) == read.map(\.withoutAddresses) else { return nil }
        for (frame, other) in zip(read, changed) {
            for field in AddressField.all {
                let difference = frame[keyPath: field.path] ^ other[keyPath: field.path]
                guard difference != 0 else { continue }
                let shift = UInt128(difference.trailingZeroBitCount)
                guard difference >> shift == 0xff else { return nil }
                let pseudonym = frame.pseudonymised(by: pseudonymiser)[keyPath: field.path]
                return UInt8(truncatingIfNeeded: pseudonym >> shift)
            }
        }
        return nil
    }
}

/// A place for an address in what is read of a frame, its bits right-aligned.
private struct AddressField {
    let path: KeyPath<DecodedFrame, UInt128> & Sendable

    static let all = [
        AddressField(path: \.key.sourceBits), AddressField(path: \.key.destinationBits),
        AddressField(path: \.outer.sourceBits), AddressField(path: \.outer.destinationBits),
        AddressField(path: \.link.source.bits), AddressField(path: \.link.destination.bits),
        AddressField(path: \.innerLink.source.bits),
        AddressField(path: \.innerLink.destination.bits), AddressField(path: \.arpSender.bits),
    ]
}

extension FlowKey {
    fileprivate var sourceBits: UInt128 { UInt128(sourceHigh) << 64 | UInt128(sourceLow) }
    fileprivate var destinationBits: UInt128 {
        UInt128(destinationHigh) << 64 | UInt128(destinationLow)
    }

    fileprivate mutating func pseudonymise(by pseudonymiser: Pseudonymiser) {
        let (from, to) = (pseudonymiser(source).bits, pseudonymiser(destination).bits)
        sourceHigh = UInt64(truncatingIfNeeded: from >> 64)
        sourceLow = UInt64(truncatingIfNeeded: from)
        destinationHigh = UInt64(truncatingIfNeeded: to >> 64)
        destinationLow = UInt64(truncatingIfNeeded: to)
    }
}

extension MACAddress {
    fileprivate var bits: UInt128 { UInt128(rawValue) }
}

extension LinkHeader {
    fileprivate mutating func pseudonymise(by pseudonymiser: Pseudonymiser) {
        // Where the link layer has no such address, none is made up.
        if source.rawValue != 0 { source = pseudonymiser(source) }
        if destination.rawValue != 0 { destination = pseudonymiser(destination) }
    }
}

extension DecodedFrame {
    /// All that was read but the addresses.
    fileprivate var withoutAddresses: DecodedFrame {
        var frame = self
        let none = MACAddress(rawValue: 0)
        (frame.key.sourceHigh, frame.key.sourceLow) = (0, 0)
        (frame.key.destinationHigh, frame.key.destinationLow) = (0, 0)
        (frame.outer.sourceHigh, frame.outer.sourceLow) = (0, 0)
        (frame.outer.destinationHigh, frame.outer.destinationLow) = (0, 0)
        (frame.link.source, frame.link.destination) = (none, none)
        (frame.innerLink.source, frame.innerLink.destination) = (none, none)
        frame.arpSender = none
        return frame
    }

    /// The same with other addresses in every layer.
    func pseudonymised(by pseudonymiser: Pseudonymiser) -> DecodedFrame {
        var frame = self
        if kind == .ip || kind == .arp { frame.key.pseudonymise(by: pseudonymiser) }
        if tunnelDepth > 0 && outerKind == .ip { frame.outer.pseudonymise(by: pseudonymiser) }
        frame.link.pseudonymise(by: pseudonymiser)
        if tunnelDepth > 0 { frame.innerLink.pseudonymise(by: pseudonymiser) }
        if kind == .arp { frame.arpSender = pseudonymiser(arpSender) }
        return frame
    }
}
