import Net

/// Gives addresses other ones that keep prefixes: two addresses have as many leading bits in common
/// after as they had before. Crypto-PAn (Xu, Fan, Ammar and Moon, "Prefix-Preserving IP Address
/// Anonymization", ICNP 2002): bit i of an address is turned over or not by one bit of AES over the
/// bits before it. The same key gives the same addresses, in any report and any year.
///
/// Who knows that an address stands for another knows as many bits of all that share its prefix: that
/// is the price of keeping prefixes. MAC addresses are treated likewise under another pad, and keep
/// the two bits that say whether they are of a group and whether they are local (IEEE 802, 8.2).
///
/// The cipher comes from outside. 32 calls for an IPv4 address, 128 for IPv6, 46 for a MAC address.
public struct Pseudonymiser: Sendable {
    /// A block of AES-128 in network order, encrypted under the first half of the key.
    public typealias BlockCipher = @Sendable (UInt128) -> UInt128

    private let encrypt: BlockCipher
    private let pad: UInt128
    private let padForMAC: UInt128

    /// - Parameter secret: the second half of the key of 32 octets.
    public init(secret: UInt128, encrypt: @escaping BlockCipher) {
        self.encrypt = encrypt
        pad = encrypt(secret)
        // Another value that only the key tells; an address and a MAC address with the same bits share
        // nothing.
        padForMAC = encrypt(pad)
    }

    public func callAsFunction(_ address: IPAddress) -> IPAddress {
        let width = address.family.bitWidth
        return IPAddress(
            family: address.family, bits: flipped(address.bits, width: width, pad: pad, kept: 0))
    }

    public func callAsFunction(_ address: MACAddress) -> MACAddress {
        let bits = flipped(
            UInt128(address.rawValue), width: 48, pad: padForMAC, kept: 0x0300_0000_0000)
        return MACAddress(rawValue: UInt64(truncatingIfNeeded: bits))
    }

    /// The `width` low bits of `bits`, each but the `kept` ones turned over where AES says so.
    private func flipped(_ bits: UInt128, width: Int, pad: UInt128, kept: UInt128) -> UInt128 {
        let aligned = bits << UInt128(128 - width)
        var result = bits
        for index in 0..<width {
            let mask: UInt128 = index == 0 ? 0 : .max << UInt128(128 - index)
            let block = encrypt(aligned & mask | pad & ~mask)
            let bit: UInt128 = 1 << UInt128(width - 1 - index)
            if block >> 127 == 1 && kept & bit == 0 { result ^= bit }
        }
        return result
    }
}
