import IR
import Net

/// Prefixes of one length that fill a block, each with all inside it: `192.0.2.0/24+` is one, and
/// `192.0.2.0/23{24,32}` are two. A registry lists neighbours mostly, so that sets become a fraction
/// of what they would be, and with them the time that BIRD takes to load them.
struct PrefixPattern: Equatable {
    var block: IPPrefix
    /// Of the prefixes in the block; its own where it is one.
    var length: Int

    /// Blocks have so many prefixes at most, by powers of two, so that who reads a pattern can list
    /// them.
    static let mostBits = 16

    /// Patterns that stand for just these prefixes, ascending by block. Linear, but for sorting.
    ///
    /// - Parameter prefixes: ascending.
    static func patterns(of prefixes: [IPPrefix]) -> [PrefixPattern] {
        // Blocks of each length that are not followed by their neighbour yet.
        var patterns: [Int: [PrefixPattern]] = [:]
        for prefix in prefixes {
            var pattern = PrefixPattern(block: prefix, length: prefix.length)
            while let joined = patterns[prefix.length]?.last?.joined(with: pattern) {
                patterns[prefix.length]?.removeLast()
                pattern = joined
            }
            patterns[prefix.length, default: []].append(pattern)
        }
        return patterns.values.flatMap(\.self).sorted {
            ($0.block, $0.length) < ($1.block, $1.length)
        }
    }

    /// Both halves of a block as one; nil where they are not.
    private func joined(with other: PrefixPattern) -> PrefixPattern? {
        guard block.length == other.block.length, block != other.block, block.length > 0,
            length - block.length < Self.mostBits
        else { return nil }
        let whole = IPPrefix(containing: block.address, length: block.length - 1)
        return whole.contains(other.block) ? PrefixPattern(block: whole, length: length) : nil
    }

    var text: ConfigLine {
        block.length == length ? "\(block)+" : "\(block){\(length),\(block.family.bitWidth)}"
    }
}
