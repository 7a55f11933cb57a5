import Capture
import TestSupport
import Testing

struct StreamBufferTests {
    private func octets(of buffer: borrowing StreamBuffer) -> [UInt8] {
        buffer.withOctets { span in
            (0..<span.byteCount).map { span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
    }

    @Test("what is there is always the stream from the origin on", arguments: 1...20)
    func stream(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let stream = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
        var buffer = StreamBuffer(capacity: random.pick([1, 10, 500]))
        var given = 0
        while buffer.origin < stream.count {
            let needed = Int.random(in: 0...400, using: &random)
            buffer.fill(needing: needed) { room in
                let length = min(
                    Int.random(in: 1...300, using: &random), room.byteCount, stream.count - given)
                for index in 0..<length {
                    room.storeBytes(of: stream[given + index], toByteOffset: index, as: UInt8.self)
                }
                given += length
                return length
            }
            #expect(buffer.count >= needed || buffer.isLast, "seed \(seed)")
            let (origin, count) = (buffer.origin, buffer.count)
            #expect(origin + count == given, "seed \(seed)")
            #expect(octets(of: buffer) == Array(stream[origin..<given]), "seed \(seed)")
            buffer.discard(before: origin + Int.random(in: 0...count, using: &random))
        }
    }

    @Test("a source that has ended is not asked again")
    func end() {
        var buffer = StreamBuffer(capacity: 8)
        var asked = 0
        for _ in 0..<3 {
            buffer.fill(needing: 100) { _ in
                asked += 1
                return 0
            }
        }
        let isLast = buffer.isLast
        #expect(isLast && asked == 1)
    }

    @Test("an error of the source leaves what had arrived")
    func failure() throws {
        struct Refusal: Error {}
        var buffer = StreamBuffer(capacity: 8)
        var isFirst = true
        #expect(throws: Refusal.self) {
            try buffer.fill(needing: 4) { room throws(Refusal) in
                guard isFirst else { throw Refusal() }
                isFirst = false
                room.storeBytes(of: 7, toByteOffset: 0, as: UInt8.self)
                return 1
            }
        }
        let kept = octets(of: buffer)
        #expect(kept == [7])
    }
}
