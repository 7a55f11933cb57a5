import Glibc

/// Frames that a port lost for want of room, as its driver counts them since it started.
///
/// The counters' files are opened once and read again and again, since a confined process opens none.
struct PortLosses: ~Copyable {
    private let files: [CInt]
    private var before: UInt64 = 0

    init(of port: String) {
        files = ["rx_missed_errors", "rx_fifo_errors"].map {
            open("/sys/class/net/\(port)/statistics/\($0)", O_RDONLY | O_CLOEXEC)
        }.filter { $0 >= 0 }
        before = sum
    }

    deinit { for file in files { close(file) } }

    /// Frames lost since this was made.
    var count: UInt64 { sum &- before }

    private var sum: UInt64 {
        files.reduce(0) { $0 &+ Self.value(of: $1) }
    }

    private static func value(of file: CInt) -> UInt64 {
        var text = [UInt8](repeating: 0, count: 32)
        let count = pread(file, &text, text.count, 0)
        guard count > 0 else { return 0 }
        return UInt64(String(decoding: text.prefix(count).prefix { $0 != 0x0a }, as: UTF8.self))
            ?? 0
    }
}
