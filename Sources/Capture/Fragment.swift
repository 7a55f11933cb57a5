extension FrameDecoder {
    /// Notes a fragment of either family whose payload begins at the cursor and belongs `offset`
    /// octets into the packet. Nil for a first fragment, whose transport header comes next.
    static func fragment(
        at offset: Int, more: Bool, bounds: ReasonCode, _ cursor: inout Cursor,
        _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        frame.flags.insert(.fragment)
        if more { frame.flags.insert(.moreFragments) }
        frame.fragmentOffset = UInt16(offset)
        // A packet put together longer than its length field can say (the "ping of death").
        guard offset + (cursor.wireEnd - cursor.offset) <= 0xffff else { return bounds }
        guard offset == 0 else { return .ipFragment }
        cursor.continues = more
        return nil
    }
}
