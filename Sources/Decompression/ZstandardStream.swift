internal import CZstd

/// The Zstandard library's decoder of frames (RFC 8878).
///
/// Ownership: `state` belongs to this value, which frees it. Pointers to input and output are valid
/// during a call of the library only.
@safe
struct ZstandardStream: ~Copyable {
    private let state: OpaquePointer
    private var isBetweenFrames = true

    init() {
        guard let state = unsafe ZSTD_createDStream() else {
            preconditionFailure("the Zstandard library has no memory")
        }
        unsafe self.state = state
    }

    deinit { unsafe _ = ZSTD_freeDStream(state) }

    mutating func unpack(_ input: RawSpan, into output: inout MutableRawSpan) -> UnpackingStep {
        var step = UnpackingStep(isBetweenMembers: isBetweenFrames)
        unsafe input.withUnsafeBytes { octets in
            unsafe output.withUnsafeMutableBytes { target in
                var source = unsafe ZSTD_inBuffer(
                    src: octets.baseAddress, size: octets.count, pos: 0)
                var room = unsafe ZSTD_outBuffer(
                    dst: target.baseAddress, size: target.count, pos: 0)
                // Inside a frame the library may have octets to write when it has read all.
                while unsafe room.pos < room.size && (source.pos < source.size || !isBetweenFrames)
                {
                    let before = unsafe (source.pos, room.pos)
                    let status = unsafe ZSTD_decompressStream(state, &room, &source)
                    step.isDamaged = ZSTD_isError(status) != 0
                    guard unsafe !step.isDamaged && before != (source.pos, room.pos) else { break }
                    isBetweenFrames = status == 0
                }
                step.read = unsafe source.pos
                step.written = unsafe room.pos
            }
        }
        step.isBetweenMembers = isBetweenFrames
        return step
    }
}
