import ArgumentParser
import Audit
import Crypto
import CryptoExtras
import Diagnostics
import Glibc

/// The option of commands that tell addresses of captures.
struct PseudonymOptions: ParsableArguments {
    @Option(
        name: .customLong("pseudonymise"),
        help: ArgumentHelp(
            "Give all addresses of the captures other ones, by a key of 32 octets in a file.",
            discussion: """
                Crypto-PAn: prefixes stay prefixes, and the same key gives the same addresses. In \
                texts, JSON and evidence; of MAC addresses the bits for groups and local addresses \
                stay. Names and prefixes of the topology, names of files and interfaces stay, ports \
                and times, too; filters of captures are left out. The file holds 32 octets or 64 \
                hexadecimal digits: head -c 32 /dev/urandom > KEYFILE. Who has it can undo it.
                """,
            valueName: "keyfile"))
    var keyFile: String?

    /// Nil where nothing is to be changed.
    func pseudonymiser() throws(Failure) -> Pseudonymiser? {
        guard let keyFile else { return nil }
        let octets: [UInt8]
        do throws(SystemError) {
            octets = try FileDescriptor(opening: keyFile, O_RDONLY | O_NONBLOCK)
                .readAll(limit: 100)
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
        guard let key = Self.key(octets) else {
            throw Failure(
                .wrong, "\(quoted(keyFile)) is no key",
                hint: "a key is 32 octets, or 64 hexadecimal digits and a line feed")
        }
        return Pseudonymiser(key: key)
    }

    /// The 32 octets of a key; nil where a file holds something else.
    static func key(_ octets: [UInt8]) -> [UInt8]? {
        if octets.count == 32 { return octets }
        let digits = octets.last == UInt8(ascii: "\n") ? octets.dropLast() : octets[...]
        guard digits.count == 64 else { return nil }
        var key: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            guard pair.allSatisfy(\.isHexDigit), let octet = UInt8(pair, radix: 16) else {
                return nil
            }
            key.append(octet)
        }
        return key
    }
}

extension Pseudonymiser {
    /// - Parameter key: 32 octets.
    init(key: [UInt8]) {
        precondition(key.count == 32, "a key of Crypto-PAn has 32 octets")
        let cipherKey = SymmetricKey(data: key[..<16])
        self.init(secret: key[16...].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }) { block in
            var octets = (0..<16).map { UInt8(truncatingIfNeeded: block >> UInt128(120 - 8 * $0)) }
            do {
                try AES.permute(&octets, key: cipherKey)
            } catch {
                preconditionFailure("a block has 16 octets, and so has the key")
            }
            return octets.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        }
    }
}
