extension SeededGenerator {
    /// `octets` with one to six faults: bits turned, octets replaced, removed or repeated, the end cut
    /// off.
    public mutating func mutation(of octets: [UInt8]) -> [UInt8] {
        var result = octets
        for _ in 0..<Int.random(in: 1...6, using: &self) where !result.isEmpty {
            let index = Int.random(in: 0..<result.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: result[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: result[index] = pick([0, 1, 4, 0x7f, 0x80, 0xff])
            case 2: result.removeSubrange(index...)
            case 3:
                let end = min(result.count, index + Int.random(in: 1...8, using: &self))
                result.removeSubrange(index..<end)
            default: result.insert(contentsOf: result[index...].prefix(8), at: index)
            }
        }
        return result
    }
}
