import Decompression
import TestSupport
import Testing

struct DecompressorTests {
    /// What another program packs.
    private func packed(_ octets: [UInt8], _ format: Decompressor.Format) throws -> [UInt8] {
        let tool = format == .gzip ? "gzip" : "zstd"
        let result = try runTool(tool, ["-c"], input: octets)
        try #require(result.status == 0, "\(result.errorText)")
        return result.output
    }

    private struct Unpacked {
        var octets: [UInt8] = []
        var error: DecompressionError?
        var isWhole = false
    }

    /// Unpacks with pieces of input and of room that `random` draws, `longest` at most.
    private func unpack(
        _ packed: [UInt8], _ format: Decompressor.Format, limits: Decompressor.Limits = .init(),
        longest: Int = 5000, _ random: inout SeededGenerator
    ) -> Unpacked {
        var decompressor = Decompressor(format, limits: limits)
        var result = Unpacked()
        var position = 0
        do throws(DecompressionError) {
            while true {
                let available = min(
                    packed.count - position, Int.random(in: 1...longest, using: &random))
                var room = [UInt8](
                    repeating: 0, count: Int.random(in: 1...longest, using: &random))
                var target = room.mutableSpan
                var bytes = target.mutableBytes
                let step = try decompressor.unpack(
                    packed.span.bytes.extracting(position..<position + available), into: &bytes)
                position += step.read
                result.octets += room.prefix(step.written)
                if position == packed.count && step.written == 0 { break }
            }
        } catch {
            result.error = error
        }
        result.isWhole = decompressor.isBetweenMembers
        return result
    }

    private func content(_ random: inout SeededGenerator) -> [UInt8] {
        let words = (0..<50).map { _ in (0..<9).map { _ in random.pick(Array(0...255)) } }
        return (0..<Int.random(in: 1...3000, using: &random)).flatMap { _ in
            random.pick(words).map { UInt8($0) }
        }
    }

    @Test(
        "what gzip and zstd pack is unpacked, in pieces of any lengths, several members too",
        .enabled(if: hasTool("gzip") && hasTool("zstd")),
        arguments: Decompressor.Format.allCases, 1...8 as ClosedRange<UInt64>)
    func roundTrip(format: Decompressor.Format, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts = (0..<3).map { _ in content(&random) }
        let stream = try parts.flatMap { try packed($0, format) }
        for longest in [1, 100, 1 << 20] {
            let unpacked = unpack(stream, format, longest: longest, &random)
            #expect(unpacked.octets == parts.flatMap(\.self), "seed \(seed), \(longest)")
            #expect(unpacked.error == nil && unpacked.isWhole, "seed \(seed), \(longest)")
        }
    }

    @Test(
        "a stream cut anywhere gives the beginning of what it held, and is not whole",
        .enabled(if: hasTool("gzip") && hasTool("zstd")), arguments: Decompressor.Format.allCases)
    func cut(format: Decompressor.Format) throws {
        var random = SeededGenerator(seed: 3)
        let whole = content(&random)
        let stream = try packed(whole, format)
        for _ in 0..<50 {
            let length = Int.random(in: 1..<stream.count, using: &random)
            let unpacked = unpack(Array(stream.prefix(length)), format, &random)
            #expect(whole.starts(with: unpacked.octets), "cut after \(length)")
            #expect(!unpacked.isWhole, "cut after \(length)")
        }
    }

    @Test(
        "a damaged stream never traps, and says so or ends short",
        .enabled(if: hasTool("gzip") && hasTool("zstd")), arguments: Decompressor.Format.allCases,
        1...40 as ClosedRange<UInt64>)
    func damage(format: Decompressor.Format, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = content(&random)
        let stream = random.mutation(of: try packed(whole, format))
        let unpacked = unpack(stream, format, &random)
        // Both formats carry a checksum of what they hold.
        #expect(
            unpacked.octets == whole || unpacked.error == .damaged || !unpacked.isWhole
                || stream.isEmpty, "seed \(seed)")
    }

    @Test(
        "more octets than permitted are an error, in all and for each octet that went in",
        .enabled(if: hasTool("gzip") && hasTool("zstd")), arguments: Decompressor.Format.allCases)
    func limits(format: Decompressor.Format) throws {
        var random = SeededGenerator(seed: 5)
        let bomb = try packed(Array(repeating: 0, count: 3 << 20), format)
        let dense = unpack(bomb, format, &random)
        #expect(dense.error == .tooDense(ratio: 100))
        #expect(dense.octets.count <= 1 << 20)
        let long = unpack(
            bomb, format, limits: .init(octets: 70_000, ratio: 1 << 20), &random)
        #expect(long.error == .tooLong(octets: 70_000))
        #expect(long.octets.count <= 70_000)
        let free = unpack(bomb, format, limits: .init(ratio: 1 << 20), &random)
        #expect(free.error == nil && free.octets.count == 3 << 20)
    }
}
