extension FrameDecoder {
    /// The headers of a frame: its shortest prefix from which the same is read as from all of it, but
    /// for `FrameFlags.cut`.
    ///
    /// What lies behind it was not looked at: the payload, TCP options, the padding. The definition
    /// follows the decoder by itself, whatever headers it opens. Nine decodings at most for a limit
    /// of 256.
    ///
    /// - Parameters:
    ///   - octets: as for `decode`, and so are `wireLength` and `linkLayer`.
    ///   - limit: so many octets at most, also of longer headers.
    public func headers(
        of octets: RawSpan, wireLength: Int, linkLayer: LinkLayer, limit: Int
    ) -> [UInt8] {
        func read(_ count: Int) -> DecodedFrame {
            var frame = DecodedFrame()
            decode(
                octets.extracting(first: count), wireLength: wireLength, linkLayer: linkLayer,
                into: &frame)
            frame.flags.remove(.cut)
            return frame
        }
        let whole = read(octets.byteCount)
        // More octets are never less to read, so the prefixes that suffice are the longer ones.
        var low = 0
        var high = min(octets.byteCount, limit)
        while low < high {
            let middle = (low + high) / 2
            if read(middle) == whole { high = middle } else { low = middle + 1 }
        }
        var headers: [UInt8] = []
        headers.append(octets.extracting(first: high))
        return headers
    }
}
