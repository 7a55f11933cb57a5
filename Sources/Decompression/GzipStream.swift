internal import CZlib

/// zlib's decoder of gzip members (RFC 1952).
///
/// Ownership: `state` is a `z_stream` that zlib refers to by its address: allocated once, never moved,
/// and ended with this value. Pointers to input and output are valid during a call of zlib only.
@safe
struct GzipStream: ~Copyable {
    private let state: UnsafeMutablePointer<z_stream>
    private var isBetweenMembers = true

    init() {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: z_stream())
        // 15 bits of window and, with 16, gzip's header and trailer alone.
        let status = unsafe inflateInit2_(
            state, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib has no memory, or is of another version than its header")
    }

    deinit {
        unsafe inflateEnd(state)
        unsafe state.deallocate()
    }

    mutating func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep {
        // zlib counts in 32 bits.
        let source = input.extracting(first: 1 << 30)
        var step = UnpackingStep(isBetweenMembers: isBetweenMembers)
        let room = min(output.byteCount, 1 << 30)
        unsafe source.withUnsafeBytes { octets in
            unsafe output.withUnsafeMutableBytes { target in
                // zlib does not write to its input.
                unsafe state.pointee.next_in = UnsafeMutablePointer(
                    mutating: octets.bindMemory(to: UInt8.self).baseAddress)
                unsafe state.pointee.avail_in = UInt32(octets.count)
                unsafe state.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
                unsafe state.pointee.avail_out = UInt32(room)
                // Inside a member zlib may have octets to write when it has read all.
                while unsafe state.pointee.avail_out > 0
                    && (state.pointee.avail_in > 0 || !isBetweenMembers)
                {
                    if isBetweenMembers { unsafe inflateReset(state) }
                    let status = unsafe inflate(state, Z_NO_FLUSH)
                    isBetweenMembers = status == Z_STREAM_END
                    if status == Z_OK || status == Z_STREAM_END { continue }
                    // Z_BUF_ERROR: there is nothing to do but to wait for more input.
                    step.isDamaged = status != Z_BUF_ERROR
                    break
                }
                step.read = unsafe octets.count - Int(state.pointee.avail_in)
                step.written = unsafe room - Int(state.pointee.avail_out)
            }
        }
        step.isBetweenMembers = isBetweenMembers
        return step
    }
}
