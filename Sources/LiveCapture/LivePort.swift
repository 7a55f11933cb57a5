import CLibpcap
import CLinux
import Capture
import Glibc

/// A port that is captured from. The module's story tells in which order it is used.
///
/// Ownership: the value owns libpcap's handle and `sink`, whose address the callback is given, from
/// `init` to `deinit`.
public struct LivePort: ~Copyable {
    public let options: LiveOptions
    /// Can be read (poll(2)) when there are frames.
    public let descriptor: CInt
    /// All is read and counted: `read` has nothing more to give.
    public private(set) var isFinished = false

    private let handle: OpaquePointer
    private let sink: UnsafeMutablePointer<FrameSink>
    private let losses: PortLosses
    private var writer: PcapngWriter
    private let loopbackIndex: UInt32
    private var lastStatistics = pcap_stat()
    private var nextStatistics = ContinuousClock.now
    /// When waiting for the last frames in the ring becomes pointless; nil before `stop`.
    private var patience: ContinuousClock.Instant?

    /// Milliseconds after which the kernel hands over a part of the ring that is not full.
    private static let blockTimeout: CInt = 10

    /// What was counted so far; whole once `isFinished`.
    public var counts: LiveCounts { sink.pointee.counts }

    /// Opens the port. From then on no frame reaches the ring before `start`.
    ///
    /// Needs CAP_NET_RAW, and for promiscuous mode nothing more.
    public init(opening options: LiveOptions) throws(LiveError) {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create(options.port, &message) else {
            throw .cannotOpen(Self.text(message))
        }
        let filter: bpf_program
        do throws(LiveError) {
            try Self.activate(handle, options, &message)
            Self.attach([Self.refuseAll], to: pcap_get_selectable_fd(handle))
            filter = try Self.compiledFilter(handle, options)
        } catch {
            pcap_close(handle)
            throw error
        }
        self.options = options
        self.handle = handle
        descriptor = pcap_get_selectable_fd(handle)
        loopbackIndex = if_nametoindex("lo")
        if if_nametoindex(options.port) == loopbackIndex { linux_ignore_outgoing(descriptor) }
        losses = PortLosses(of: options.port)
        writer = PcapngWriter(application: "cristallo audit")
        _ = writer.addInterface(
            name: options.port, linkType: LinkType(ofDevice: pcap_datalink(handle)),
            snapLength: UInt32(options.snapLength), filter: options.filter)
        sink = .allocate(capacity: 1)
        sink.initialize(
            to: FrameSink(
                room: UnsafeMutableRawBufferPointer(start: nil, count: 0),
                snapLength: options.snapLength, wanted: options.frameLimit, filter: filter))
    }

    deinit {
        pcap_freecode(&sink.pointee.filter)
        sink.deinitialize(count: 1)
        sink.deallocate()
        pcap_close(handle)
    }

    /// Throws away what reached the ring before the gate was shut, and opens the gate.
    public mutating func start() throws(LiveError) {
        let end = ContinuousClock.now + .milliseconds(5 * Int(Self.blockTimeout))
        repeat {
            let count = pcap_dispatch(handle, -1, { _, _, _ in }, nil)
            guard count >= 0 else { throw .lost(Self.text(of: handle)) }
            if count == 0 { usleep(1000) }
        } while ContinuousClock.now < end
        pcap_stats(handle, &lastStatistics)
        openGate()
    }

    /// Writes what is in the ring to the beginning of `room`, as octets of a pcapng file, and returns
    /// how many octets those are: 0 where there is nothing, which `isFinished` makes final. Does not
    /// wait.
    ///
    /// - Precondition: `room` has 64 KiB and the octets of a frame.
    public mutating func read(into room: inout MutableRawSpan) throws(LiveError) -> Int {
        guard !isFinished else { return 0 }
        let most = FrameSink.blockLength(options.snapLength)
        precondition(room.byteCount >= 64 << 10 + most, "too little room for frames")
        if ContinuousClock.now >= nextStatistics { takeStatistics() }
        var written = flush(into: &room)
        var delivered: CInt = 0
        room.withUnsafeMutableBytes { octets in
            sink.pointee.room = UnsafeMutableRawBufferPointer(rebasing: octets[written...])
            sink.pointee.count = 0
            let fit = sink.pointee.room.count / most
            delivered = pcap_dispatch(
                handle, CInt(clamping: fit),
                { sink, header, frame in
                    guard let sink, let header, let frame else { return }
                    UnsafeMutableRawPointer(sink).assumingMemoryBound(to: FrameSink.self)
                        .pointee.take(header.pointee, frame)
                }, UnsafeMutableRawPointer(sink).assumingMemoryBound(to: UInt8.self))
            written += sink.pointee.count
        }
        guard delivered >= 0 else {
            let reason = Self.text(of: handle)
            giveUp()
            throw .lost(reason)
        }
        if sink.pointee.wanted == 0 { stop() }
        if delivered == 0 && patience != nil && written == 0 {
            finishIfDrained()
            return flush(into: &room)
        }
        return written
    }

    /// Lets no more frames into the ring. `read` goes on until all that are there are read.
    public mutating func stop() {
        guard patience == nil else { return }
        shutGate()
        patience = .now + .seconds(5)
    }

    // MARK: The kernel's counters

    /// Adds what the kernel counted since the last time, and a block that says so.
    private mutating func takeStatistics() {
        nextStatistics = .now + .seconds(1)
        var now = pcap_stat()
        guard pcap_stats(handle, &now) == 0 else { return }
        // Counters of 32 bits, which may begin again.
        sink.pointee.counts.received += UInt64(now.ps_recv &- lastStatistics.ps_recv)
        sink.pointee.counts.dropped += UInt64(now.ps_drop &- lastStatistics.ps_drop)
        sink.pointee.counts.droppedByPort = losses.count
        lastStatistics = now
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        writer.appendStatistics(
            interface: 0, timestamp: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec),
            received: counts.received, droppedByInterface: counts.droppedByPort,
            droppedBySystem: counts.dropped)
    }

    /// The gate is shut and the ring gave nothing: it is empty once the counters agree. A part of the
    /// ring that is not full is handed over after a while only.
    private mutating func finishIfDrained() {
        takeStatistics()
        guard counts.isConserved || ContinuousClock.now >= patience ?? .now else {
            _ = writer.takeOctets()
            return
        }
        isFinished = true
    }

    /// The port is gone: what was in the ring is lost.
    private mutating func giveUp() {
        takeStatistics()
        let counts = sink.pointee.counts
        sink.pointee.counts.dropped = counts.received &- counts.delivered
        isFinished = true
    }

    private mutating func flush(into room: inout MutableRawSpan) -> Int {
        let octets = writer.takeOctets()
        precondition(octets.count <= room.byteCount, "too little room for blocks without frames")
        room.withUnsafeMutableBytes { $0.copyBytes(from: octets) }
        return octets.count
    }

    // MARK: The gate

    private static var refuseAll: bpf_insn { bpf_insn(code: 0x06, jt: 0, jf: 0, k: 0) }

    private func shutGate() { Self.attach([Self.refuseAll], to: descriptor) }

    /// Lets everything pass, as many octets of it as are wanted: no payload gets into the ring.
    ///
    /// On `any` a frame of the loopback comes twice, out and in, and libpcap skips it the first time
    /// after the kernel has counted it: so the kernel skips it.
    private func openGate() {
        let pass = bpf_insn(code: 0x06, jt: 0, jf: 0, k: UInt32(options.snapLength))
        guard options.port == "any" else { return Self.attach([pass], to: descriptor) }
        // SKF_AD_PKTTYPE and SKF_AD_IFINDEX of linux/filter.h.
        let packetType = UInt32(bitPattern: -0x1000 + 4)
        let interface = UInt32(bitPattern: -0x1000 + 8)
        let program = [
            bpf_insn(code: 0x30, jt: 0, jf: 0, k: packetType),
            // PACKET_OUTGOING
            bpf_insn(code: 0x15, jt: 0, jf: 3, k: 4),
            bpf_insn(code: 0x20, jt: 0, jf: 0, k: interface),
            bpf_insn(code: 0x15, jt: 0, jf: 1, k: loopbackIndex),
            Self.refuseAll,
            pass,
        ]
        Self.attach(program, to: descriptor)
    }

    private static func attach(_ program: [bpf_insn], to socket: CInt) {
        let result = program.withUnsafeBytes {
            linux_attach_filter(socket, $0.baseAddress, UInt16(program.count))
        }
        precondition(result == 0, "the kernel refuses a filter of its own kind")
    }

    // MARK: Opening

    private static func activate(
        _ handle: OpaquePointer, _ options: LiveOptions, _ message: inout [CChar]
    ) throws(LiveError) {
        pcap_set_snaplen(handle, CInt(options.snapLength))
        pcap_set_promisc(handle, options.isPromiscuous ? 1 : 0)
        pcap_set_buffer_size(handle, CInt(options.bufferSize))
        pcap_set_timeout(handle, blockTimeout)
        pcap_set_immediate_mode(handle, 0)
        pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
        switch pcap_activate(handle) {
        case 0...: break
        case PCAP_ERROR_NO_SUCH_DEVICE: throw .noSuchPort
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: throw .notPermitted
        default: throw .cannotOpen(text(of: handle))
        }
        guard pcap_setnonblock(handle, 1, &message) == 0 else { throw .cannotOpen(text(message)) }
        let linkType = LinkType(ofDevice: pcap_datalink(handle))
        guard linkType.linkLayer != .unsupported else {
            throw .unsupportedLinkType(Int(linkType.rawValue))
        }
    }

    /// The filter's program; without instructions where there is none.
    private static func compiledFilter(
        _ handle: OpaquePointer, _ options: LiveOptions
    ) throws(LiveError) -> bpf_program {
        var program = bpf_program()
        guard let filter = options.filter else { return program }
        // Not by the live handle: that would give a program which asks the kernel for the tags.
        let dead = pcap_open_dead_with_tstamp_precision(
            pcap_datalink(handle), CInt(options.snapLength), UInt32(PCAP_TSTAMP_PRECISION_NANO))
        defer { pcap_close(dead) }
        guard pcap_compile(dead, &program, filter, 1, bpf_u_int32.max) == 0 else {
            throw .badFilter(String(cString: pcap_geterr(dead)))
        }
        return program
    }

    private static func text(of handle: OpaquePointer) -> String {
        String(cString: pcap_geterr(handle))
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension LinkType {
    /// The link type of files for what libpcap calls the frames of a device.
    init(ofDevice dataLink: CInt) {
        // The one of ours whose number on Linux is another one.
        self = dataLink == DLT_RAW ? .raw : LinkType(rawValue: UInt16(clamping: dataLink))
    }
}
