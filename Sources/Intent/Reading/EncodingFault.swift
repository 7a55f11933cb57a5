/// Why octets are not the text of a YAML file, and where: the first thing that is not UTF-8, or a
/// character that no topology needs and that can make a text look different from what it says.
///
/// Refused are NUL and the other control characters except tab and line breaks (C0, DEL, C1), the
/// line and paragraph separators, which YAML 1.1 counts as line breaks and editors do not, a byte
/// order mark anywhere but at the beginning, and the bidirectional controls ("Trojan Source",
/// CVE-2021-42574), in comments too.
struct EncodingFault: Equatable {
    enum Kind: Equatable {
        case utf16
        case notUTF8(octet: UInt8)
        case character(UInt32)
    }

    let kind: Kind
    /// Offset of the first octet, from 0.
    let offset: Int
    /// From 1; the column in Unicode scalars.
    let line: Int
    let column: Int

    /// Nil where the octets are sound. O(n); plain ASCII costs one comparison an octet.
    init?(in octets: [UInt8]) {
        if octets.starts(with: [0xff, 0xfe]) || octets.starts(with: [0xfe, 0xff])
            || (octets.count >= 2 && (octets[0] == 0) != (octets[1] == 0))
        {
            self.init(kind: .utf16, offset: 0, line: 1, column: 1)
            return
        }
        var index = octets.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        var line = 1
        var lineStart = index
        /// Octets of the line that continue a scalar, so that columns count scalars.
        var continuations = 0
        while index < octets.count {
            let octet = octets[index]
            if octet >= 0x20 && octet < 0x7f || octet == 0x09 {
                index += 1
                continue
            }
            if octet == 0x0a || octet == 0x0d {
                index +=
                    octet == 0x0d && index + 1 < octets.count && octets[index + 1] == 0x0a ? 2 : 1
                line += 1
                lineStart = index
                continuations = 0
                continue
            }
            let scalar = Self.scalar(in: octets, at: index)
            guard let scalar, !Self.isRefused(scalar.value) else {
                self.init(
                    kind: scalar.map { .character($0.value) } ?? .notUTF8(octet: octet),
                    offset: index, line: line, column: index - lineStart - continuations + 1)
                return
            }
            index += scalar.length
            continuations += scalar.length - 1
        }
        return nil
    }

    private init(kind: Kind, offset: Int, line: Int, column: Int) {
        self.kind = kind
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// The scalar at `index`; nil where no well-formed sequence begins there (Unicode 15, table
    /// 3-7: no overlong form, no surrogate, nothing above U+10FFFF).
    private static func scalar(in octets: [UInt8], at index: Int) -> (value: UInt32, length: Int)? {
        let first = octets[index]
        let length: Int
        let smallest: UInt32
        var value: UInt32
        switch first {
        case 0..<0x80: return (UInt32(first), 1)
        case 0xc2..<0xe0: (length, smallest, value) = (2, 0x80, UInt32(first & 0x1f))
        case 0xe0..<0xf0: (length, smallest, value) = (3, 0x800, UInt32(first & 0x0f))
        case 0xf0..<0xf5: (length, smallest, value) = (4, 0x1_0000, UInt32(first & 0x07))
        default: return nil
        }
        guard index + length <= octets.count else { return nil }
        for octet in octets[index + 1..<index + length] {
            guard octet & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(octet & 0x3f)
        }
        guard value >= smallest, Unicode.Scalar(value) != nil else { return nil }
        return (value, length)
    }

    private static func isRefused(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069, 0xfeff, 0xfffe, 0xffff: true
        default: false
        }
    }
}
