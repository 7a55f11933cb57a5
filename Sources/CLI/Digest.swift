import Crypto

/// What names the content of a file: its SHA-256 (FIPS 180-4) as 64 hexadecimal digits, which
/// `sha256sum` prints, too.
func contentDigest(of octets: [UInt8]) -> String {
    SHA256.hash(data: octets).map { octet in
        let digits = String(octet, radix: 16)
        return octet < 16 ? "0" + digits : digits
    }.joined()
}
