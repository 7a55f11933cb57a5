import Capture
import Net
import TestSupport
import Testing

struct CaptureReaderTests {
    private let frame = FrameBuilder.ethernet(FrameSample.tcp)

    private func pcap(_ build: (inout CaptureBuilder) -> Void) -> [UInt8] {
        var builder = CaptureBuilder()
        build(&builder)
        return builder.octets
    }

    @Test(
        "pcap is read in both byte orders and both resolutions", arguments: [false, true],
        [false, true])
    func magics(bigEndian: Bool, nanoseconds: Bool) throws {
        var builder = CaptureBuilder(bigEndian: bigEndian)
        builder.pcapHeader(nanoseconds: nanoseconds)
        for index in 0..<100 {
            builder.pcapRecord(frame, seconds: 1_700_000_000 + UInt32(index), units: 5)
        }
        let reading = try CaptureReading(builder.octets)
        #expect(reading.reader.format == .pcap(isBigEndian: bigEndian, nanoseconds: nanoseconds))
        #expect(reading.reader.end == .complete)
        #expect(reading.records.map(\.number) == Array(1...100))
        let last: Int64 = 1_700_000_099_000_000_000 + (nanoseconds ? 5 : 5000)
        #expect(reading.records.last?.timestamp == last)
        #expect(reading.counts.classified == 100 && reading.counts.isConserved)
    }

    @Test("what is no capture is refused with its reason")
    func refused() {
        let cases: [([UInt8], CaptureError)] = [
            ([], .empty), ([1, 2], .shortHeader(octets: 2)),
            ([1, 2, 3, 4, 5], .unknownMagic(0x0102_0304)),
            ([0x1f, 0x8b, 8, 0, 0], .otherFormat(.gzip)),
            ([0x28, 0xb5, 0x2f, 0xfd], .otherFormat(.zstandard)),
            ([0x50, 0x4b, 3, 4], .otherFormat(.zip)),
            (Array(pcap { $0.pcapHeader() }.prefix(23)), .shortHeader(octets: 23)),
            (
                pcap { $0.pcapHeader(major: 3, minor: 0) },
                .unsupportedVersion(major: 3, minor: 0)
            ),
            (
                pcap { $0.pcapHeader(linkField: 9999) },
                .unsupportedLinkType(LinkType(rawValue: 9999))
            ),
            (pcap { $0.section(major: 2) }, .unsupportedVersion(major: 2, minor: 0)),
            (Array(pcap { $0.section() }.prefix(20)), .shortHeader(octets: 20)),
        ]
        for (octets, error) in cases {
            #expect(throws: error) { try CaptureReading(octets) }
        }
    }

    @Test("a pcap file cut anywhere keeps the whole frames before and says where it ends")
    func cutPcap() throws {
        let whole = pcap {
            $0.pcapHeader()
            for _ in 0..<3 { $0.pcapRecord(frame) }
        }
        let recordLength = 16 + frame.count
        for length in 24..<whole.count {
            let reading = try CaptureReading(Array(whole.prefix(length)))
            let records = (length - 24) / recordLength
            let rest = (length - 24) % recordLength
            #expect(reading.records.count == records)
            let expected: CaptureEnd =
                rest == 0
                ? .complete
                : .cut(
                    offset: 24 + records * recordLength, rest < 16 ? .recordHeader : .recordData)
            #expect(reading.reader.end == expected)
            #expect(reading.counts.isConserved)
        }
    }

    @Test("a pcapng file cut anywhere never gives a frame that is not whole")
    func cutPcapng() throws {
        let whole = pcap {
            $0.section()
            $0.interface()
            for _ in 0..<3 { $0.enhancedPacket(frame) }
        }
        for length in 28..<whole.count {
            let reading = try CaptureReading(Array(whole.prefix(length)))
            #expect(reading.records.count < 3)
            #expect(reading.frames.allSatisfy { $0.reason == .ip })
            #expect(reading.counts.isConserved)
        }
    }

    @Test("a captured length beyond the snap length ends the reading there")
    func beyondSnap() throws {
        let reading = try CaptureReading(
            pcap {
                $0.pcapHeader(snapLength: 60)
                $0.pcapRecord(frame)
                $0.pcapRecord(frame + Array(repeating: 0, count: 60))
            })
        #expect(reading.records.count == 1)
        #expect(reading.reader.end == .cut(offset: 24 + 16 + frame.count, .capturedLength))
    }

    @Test("a snap length of 0 or of everything is accepted and noted", arguments: [0, UInt32.max])
    func snapLength(length: UInt32) throws {
        let reading = try CaptureReading(
            pcap {
                $0.pcapHeader(snapLength: length)
                $0.pcapRecord(frame)
            })
        #expect(reading.counts.classified == 1)
        #expect(reading.reader.oddities.snapLengthImplausible == 1)
        #expect(reading.reader.interfaces[0].snapLength == nil)
    }

    @Test("odd records are counted as malformed, and their key still read")
    func oddRecords() throws {
        let reading = try CaptureReading(
            pcap {
                $0.pcapHeader()
                $0.pcapRecord(frame, original: UInt32(frame.count - 1))
                $0.pcapRecord([])
                $0.pcapRecord(frame, seconds: 9, units: 1_000_000)
                $0.pcapRecord(frame, seconds: 10)
                $0.pcapRecord(frame, seconds: 8)
            })
        #expect(reading.frames[0].reason == .capturedBeyondOriginal)
        #expect(reading.frames[0].key.destination == FrameBuilder.address("10.0.0.2"))
        #expect(reading.frames[1].reason == .zeroLength)
        #expect(reading.records[2].flags == .timeInvalid)
        #expect(reading.records[4].flags == .timeWentBack)
        #expect(reading.reader.oddities.capturedBeyondOriginal == 1)
        #expect(reading.reader.oddities.timeInvalid == 1)
        #expect(reading.reader.oddities.timeWentBack == 1)
        #expect(reading.counts.malformed == 2 && reading.counts.classified == 3)
        #expect(reading.counts.isConserved)
    }

    @Test("a frame check sequence that the link type announces is no payload")
    func checkSequence() throws {
        // Two units of two octets, and the bit that says so.
        let reading = try CaptureReading(
            pcap {
                $0.pcapHeader(linkField: 2 << 28 | 1 << 26 | 1)
                $0.pcapRecord(frame + [1, 2, 3, 4])
                $0.pcapRecord([1, 2, 3])
            })
        #expect(reading.records[0].checkSequenceLength == 4)
        #expect(reading.frames[0].reason == .ip)
        #expect(!reading.frames[0].flags.contains(.cut))
        #expect(reading.frames[1].reason == .ethernetShort)
    }

    @Test("pcapng: sections of either byte order, each with its own interfaces")
    func sections() throws {
        var little = CaptureBuilder()
        little.section()
        little.interface(options: [(2, Array("eth0".utf8)), (9, [9])])
        little.interface(linkType: 101, snapLength: 96)
        little.enhancedPacket(frame, ticks: 1_700_000_000_000_000_001)
        little.enhancedPacket(FrameSample.tcp.octets, interface: 1, ticks: 1_700_000_001_000_000)
        var big = CaptureBuilder(bigEndian: true)
        big.section()
        big.interface(options: [(2, Array("eth1".utf8)), (14, FrameBuilder.big(100 as Int64))])
        big.enhancedPacket(frame, ticks: 1_700_000_000_000_000)
        big.obsoletePacket(frame, ticks: 1_800_000_000_000_000)
        big.simplePacket(frame)
        let reading = try CaptureReading(little.octets + big.octets)
        #expect(reading.reader.end == .complete)
        #expect(reading.reader.interfaces.map(\.name) == ["eth0", nil, "eth1"])
        #expect(reading.records.map(\.interface) == [0, 1, 2, 2, 2])
        #expect(
            reading.records.map(\.timestamp) == [
                1_700_000_000_000_000_001, 1_700_000_001_000_000_000, 1_700_000_100_000_000_000,
                1_800_000_100_000_000_000, 0,
            ])
        #expect(reading.records[4].flags.contains(.timeMissing))
        #expect(reading.frames.allSatisfy { $0.reason == .ip })
    }

    @Test(
        "time stamps of every resolution become nanoseconds",
        arguments: [
            (0, 7, 7_000_000_000), (3, 7, 7_000_000), (6, 7, 7000), (9, 7, 7), (12, 7000, 7),
            (28, 7, 0), (40, 7, 0), (0x80 | 1, 3, 1_500_000_000), (0x80 | 32, 1 << 31, 500_000_000),
            (0xff, .max, 0),
        ] as [(UInt8, UInt64, Int64)])
    func resolutions(resolution: UInt8, ticks: UInt64, nanoseconds: Int64) throws {
        let reading = try CaptureReading(
            pcap {
                $0.section()
                $0.interface(options: [(9, [resolution])])
                $0.enhancedPacket(frame, ticks: ticks)
            })
        #expect(reading.records[0].timestamp == nanoseconds)
    }

    @Test("a time that does not fit is counted, not wrapped")
    func timeOverflow() throws {
        let reading = try CaptureReading(
            pcap {
                $0.section()
                $0.interface(options: [(9, [0])])
                $0.enhancedPacket(frame, ticks: .max)
                $0.interface(options: [(14, FrameBuilder.big(Int64.max).reversed())])
                $0.enhancedPacket(frame, interface: 1)
            })
        #expect(reading.records.allSatisfy { $0.flags == .timeInvalid })
    }

    @Test("frames of unknown interfaces and unsupported link types are counted")
    func interfaces() throws {
        let reading = try CaptureReading(
            pcap {
                $0.section()
                $0.interface(linkType: 9999)
                $0.enhancedPacket(frame)
                $0.enhancedPacket(frame, interface: 7)
                $0.enhancedPacket(frame, captured: 4000, original: 5000)
                $0.block(6) { $0.append(0 as UInt32) }
            })
        #expect(
            reading.frames.map(\.reason) == [
                .linkTypeUnsupported, .interfaceUnknown, .recordLength, .recordLength,
            ])
        #expect(reading.reader.interface(of: reading.records[1]) == nil)
        #expect(reading.counts.isConserved)
    }

    @Test("other blocks are stepped over, secrets counted, drops taken from statistics")
    func otherBlocks() throws {
        let reading = try CaptureReading(
            pcap {
                $0.section()
                $0.interface()
                $0.block(4) { $0.append(Array("names".utf8)) }
                $0.block(10) { $0.append(Array("CLIENT_RANDOM secret".utf8)) }
                $0.block(0x4000_0bad) { $0.append([1, 2, 3, 4]) }
                $0.enhancedPacket(frame)
                $0.block(5) {
                    $0.append(0 as UInt32)
                    $0.append(0 as UInt64)
                    $0.option(5, Array(FrameBuilder.big(42 as UInt64).reversed()))
                }
            })
        #expect(reading.records.count == 1)
        #expect(reading.reader.oddities.secretsBlocks == 1)
        #expect(reading.reader.oddities.otherBlocks == 2)
        #expect(reading.reader.interfaces[0].droppedFrames == 42)
    }

    @Test(
        "impossible block lengths end the reading",
        arguments: [
            (0, .blockLength), (11, .blockLength), (14, .blockLength), (1 << 30, .blockLength),
            (4096, .blockData),
        ] as [(UInt32, CutReason)])
    func blockLengths(length: UInt32, reason: CutReason) throws {
        let reading = try CaptureReading(
            pcap {
                $0.section()
                $0.interface()
                $0.enhancedPacket(frame)
                $0.block(6, length: length) { $0.append(frame) }
            })
        #expect(reading.records.count == 1)
        guard case .cut(_, let seen) = reading.reader.end else {
            Issue.record("not cut")
            return
        }
        #expect(seen == reason)
    }

    @Test("the two lengths of a block must agree")
    func trailer() throws {
        let reading = try CaptureReading(
            pcap {
                $0.section()
                $0.block(4, trailer: 20) { $0.append([1, 2, 3, 4]) }
            })
        #expect(reading.reader.end == .cut(offset: 28, .blockTrailer))
    }
}
