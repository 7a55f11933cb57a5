import ArgumentParser

/// A number of octets as people write it: `512M`, `2G`, or a plain number.
struct MemorySize: CustomStringConvertible {
    let octets: Int

    init(octets: Int) { self.octets = octets }

    /// With K, M or G for 2^10, 2^20 or 2^30.
    init?(argument: String) {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits) else {
            return nil
        }
        let (octets, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1)
        if isTooLarge { return nil }
        self.octets = octets
    }

    /// The size that an option takes, 1 MiB to 16 GiB.
    static func option(_ argument: String) throws -> MemorySize {
        guard let size = MemorySize(argument: argument),
            (1 << 20...16 << 30).contains(size.octets)
        else {
            throw ValidationError(
                "it takes a number of octets, with K, M or G behind it for 2^10, 2^20 or 2^30, such "
                    + "as 512M; 1M to 16G")
        }
        return size
    }

    var description: String {
        octets % (1 << 20) == 0 ? "\(octets >> 20)M" : "\(octets)"
    }
}
