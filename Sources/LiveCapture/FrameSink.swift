import CLibpcap
import Capture
import Glibc

/// Where libpcap's callback puts frames: as enhanced packet blocks of a pcapng file, little-endian, into
/// memory that is lent for one call of `pcap_dispatch`.
///
/// Invariant: while frames are handed out, `room` has at least `blockLength(snapLength)` octets behind
/// `count` for each of them.
struct FrameSink {
    var room: UnsafeMutableRawBufferPointer
    /// Octets written to `room`.
    var count = 0
    let snapLength: Int
    /// Frames that are still wanted.
    var wanted: UInt64
    var counts = LiveCounts()
    /// The filter's program; without instructions where there is none.
    var filter = bpf_program()

    /// The most octets that a block takes: a tag that the hardware took off comes back beyond the
    /// snap length.
    static func blockLength(_ snapLength: Int) -> Int { 32 + snapLength + 8 }

    mutating func take(_ header: pcap_pkthdr, _ frame: UnsafePointer<UInt8>) {
        counts.delivered += 1
        var header = header
        if filter.bf_len > 0 && pcap_offline_filter(&filter, &header, frame) == 0 {
            counts.filtered += 1
            return
        }
        guard wanted > 0 else {
            counts.surplus += 1
            return
        }
        wanted -= 1
        let captured = min(Int(header.caplen), snapLength + 4)
        let padded = (captured + 3) & ~3
        // The part of a second is in nanoseconds: the handle is opened so.
        let time = UInt64(
            bitPattern: Int64(header.ts.tv_sec) * 1_000_000_000 + Int64(header.ts.tv_usec))
        let length = UInt32(32 + padded)
        let fields = (
            UInt32(6), length, UInt32(0), UInt32(truncatingIfNeeded: time >> 32),
            UInt32(truncatingIfNeeded: time), UInt32(captured), header.len
        )
        precondition(count + Int(length) <= room.count, "a frame is longer than the snap length")
        room.storeBytes(of: fields, toByteOffset: count, as: type(of: fields))
        let body = UnsafeMutableRawBufferPointer(rebasing: room[(count + 28)...])
        body.copyMemory(from: UnsafeRawBufferPointer(start: frame, count: captured))
        for index in captured..<padded { body[index] = 0 }
        body.storeBytes(of: length, toByteOffset: padded, as: UInt32.self)
        count += Int(length)
    }
}
