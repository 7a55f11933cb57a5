// CertificateChecker: whether a proof of isolation holds, found out by a program small enough to be
// read, that shares with the one that proved nothing but the graph and the policy.
//
// A certificate is an inductive invariant: for each scope (or several of one zone) and family, the
// headers that may come to each node. If they are all where the scope's frames enter, none is lost
// over an edge, and at stations of other zones and at devices none is more than the policy permits,
// then nothing arrives that must not, however the sets were found. Those that have passed no stateful
// filter, the unwatched, are such an invariant of their own: none may come to another zone.
//
// Safety is shown, that nothing arrives that must not; that contracts work is not.
//
//     cristallo-certificate 1 VERSION
//     file DIGEST PATH                                  what was read to make the network
//     value LAST                                        numbered from 0
//     set FIELD( VALUE REST)* REST                      numbered from 2, made of earlier ones
//     group FAMILY( SCOPE)+                             4 or 6, positions in the policy
//     at NODE ALL( UNWATCHED)?                          ascending, behind their group
//     end
//
// Numbers are hexadecimal. Set 0 is none and 1 is all. A REST is the set that later fields are in for
// values of the field up to that of the number VALUE, from behind the one before; the last REST is for
// those up to the end of the field. A NODE is its kind (1 digit), device (4) and two indices
// (5 and 6), see `Node`. UNWATCHED stands where it differs from ALL. What is not listed is empty.

/// What a certificate claims; nothing of it is believed.
public struct Certificate: Sendable {
    /// The version of the program that wrote it.
    public private(set) var tool = ""
    /// Digests and paths, in the order in which the files were read.
    public private(set) var files: [(digest: String, path: String)] = []
    private(set) var sets = SetTable()
    private(set) var groups: [Group] = []
    private var values: [UInt128] = []

    struct Group: Sendable {
        let line: Int
        let family: UInt8
        let scopes: [Int]
        /// Ascending by node.
        var claims: [Claim] = []
    }

    struct Claim: Sendable, BitwiseCopyable {
        let node: UInt64
        var all: Int32 = 0
        var unwatched: Int32 = 0
    }

    mutating func takeSets() -> SetTable {
        var taken = SetTable()
        swap(&taken, &sets)
        return taken
    }

    /// Reads a text; whatever it is, it is read or refused. O(octets).
    public init(reading octets: [UInt8]) throws(Refusal) {
        let words = ["cristallo-certificate", "file", "value", "set", "group", "at", "end"]
        var (line, word, position) = (0, -1, 0)
        var numbers: [UInt128] = []
        while position < octets.count || word < 6 {
            line += 1
            let end = octets[position...].firstIndex(of: 10) ?? octets.endIndex
            let space = octets[position..<end].firstIndex(of: 32) ?? end
            let next = words.firstIndex { $0.utf8.elementsEqual(octets[position..<space]) } ?? -1
            // Groups and what they claim take turns.
            let isNext = word < 0 ? next == 0 : next >= max(word, 1) || (word, next) == (5, 4)
            guard end < octets.endIndex, isNext, word < 6, next != 5 || word >= 4 else {
                throw Refusal(.format, line, "this is not what comes next")
            }
            let text = octets[min(space + 1, end)..<end]
            let isRead =
                switch next {
                case 0, 1: readHeader(String(decoding: text, as: UTF8.self), isFile: next == 1)
                case 6: text.isEmpty
                default: Self.readNumbers(text, into: &numbers) && read(next, numbers, line)
                }
            guard isRead else { throw Refusal(.format, line, "'\(words[next])' is malformed") }
            (word, position) = (next, end + 1)
        }
    }

    private mutating func readHeader(_ text: String, isFile: Bool) -> Bool {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, isFile || parts[0] == "1" else { return false }
        if isFile { files.append((parts[0], parts[1])) } else { tool = parts[1] }
        return true
    }

    private static func readNumbers(_ text: ArraySlice<UInt8>, into values: inout [UInt128]) -> Bool
    {
        values.removeAll(keepingCapacity: true)
        var (value, digits) = (UInt128(0), 0)
        for octet in text {
            switch octet {
            case 48...57: value = value << 4 | UInt128(octet - 48)
            case 97...102: value = value << 4 | UInt128(octet - 87)
            case 32 where digits > 0:
                values.append(value)
                (value, digits) = (0, -1)
            default: return false
            }
            digits += 1
            if digits > 32 { return false }
        }
        values.append(value)
        return digits > 0
    }

    private mutating func read(_ word: Int, _ numbers: [UInt128], _ line: Int) -> Bool {
        switch word {
        case 2:
            values.append(numbers[0])
            return numbers.count == 1
        case 3: return readSet(numbers)
        case 4:
            let scopes = numbers.dropFirst().map { Int(clamping: $0) }
            groups.append(Group(line: line, family: UInt8(clamping: numbers[0]), scopes: scopes))
            return [4, 6].contains(numbers[0]) && !scopes.isEmpty
        default:
            let (last, group) = (numbers[numbers.count - 1], groups.count - 1)
            guard (2...3).contains(numbers.count), let node = UInt64(exactly: numbers[0]),
                node > groups[group].claims.last?.node ?? 0,
                max(numbers[1], last) < UInt128(sets.fields.count)
            else { return false }
            groups[group].claims.append(
                Claim(node: node, all: Int32(numbers[1]), unwatched: Int32(last)))
            return true
        }
    }

    private mutating func readSet(_ numbers: [UInt128]) -> Bool {
        guard numbers.count >= 4, numbers.count % 2 == 0, numbers[0] < 6 else { return false }
        let field = UInt8(numbers[0])
        var previous = (last: UInt128(0), rest: UInt128.max)
        for index in stride(from: 1, to: numbers.count, by: 2) {
            let isLast = index + 1 == numbers.count
            guard isLast || numbers[index] < UInt128(values.count) else { return false }
            let last = isLast ? SetTable.lastValues[Int(field)] : values[Int(numbers[index])]
            let rest = numbers[isLast ? index : index + 1]
            guard rest < UInt128(sets.fields.count), sets.fields[Int(rest)] > field,
                index == 1 || previous.last < last, previous.rest != rest
            else { return false }
            sets.push(last, Int32(rest))
            previous = (last, rest)
        }
        _ = sets.finish(field)
        return true
    }
}

/// Why a certificate is not one of the network.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Condition: String, Sendable {
        case format, coverage, frames, starts, steps, arrivals
    }

    public let condition: Condition
    /// Of the certificate, from 1; 0 where it is about the whole.
    public let line: Int
    public let message: String

    init(_ condition: Condition, _ line: Int, _ message: String) {
        (self.condition, self.line, self.message) = (condition, line, message)
    }

    public var description: String { "line \(line): \(message) (\(condition.rawValue))" }
}
