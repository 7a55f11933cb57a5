import Crypto

/// What names the content of a file: its SHA-256 (FIPS 180-4) as 64 hexadecimal digits, which
/// `sha256sum` prints, too.
func contentDigest(of octets: [UInt8]) -> String {
    var digest = OctetDigest()
    digest.update(octets.span.bytes)
    return digest.text
}

/// The same of octets that come one after the other.
struct OctetDigest {
    private var hash = SHA256()

    mutating func update(_ octets: RawSpan) {
        octets.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    /// Of what came so far.
    var text: String {
        hash.finalize().map { octet in
            let digits = String(octet, radix: 16)
            return octet < 16 ? "0" + digits : digits
        }.joined()
    }
}
