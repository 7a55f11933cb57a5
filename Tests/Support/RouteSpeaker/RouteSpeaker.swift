import Foundation
import Glibc

/// The wire end of the route servers' clients in `RouteServerLab`: it holds one BGP session for each
/// line of a plan, sends what the plan says, and prints what comes back. It knows the octets of
/// messages as little as it can: those it sends are given, those it gets are printed.
///
///     session LOCAL SERVER HOPS OPEN MESSAGE,MESSAGE,…     addresses, TTL, messages in hexadecimal
///
/// What it prints, INDEX being that of the line:
///
///     up INDEX             the session is established, and all messages are sent
///     update INDEX HEX     an UPDATE of the server's
///     down INDEX HEX       the session ended: the NOTIFICATION, or nothing
///
/// It runs until it is killed.
@main
enum RouteSpeaker {
    static func main() throws {
        signal(SIGPIPE, SIG_IGN)
        let plan = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
        for (index, line) in plan.split(separator: "\n").enumerated() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 5, words[0] == "session", let hops = Int32(words[3]) else {
                fatalError("line \(index + 1) is no session")
            }
            let messages = words.count > 5 ? words[5].split(separator: ",") : []
            let session = Session(
                index: index, local: words[1], server: words[2], hops: hops,
                open: octets(words[4]), messages: messages.map { octets($0) })
            Thread.detachNewThread { session.run() }
        }
        while true { sleep(1_000) }
    }

    static func octets(_ text: some StringProtocol) -> [UInt8] {
        let digits = Array(text.utf8).map { UInt8($0 < 0x3a ? $0 - 0x30 : $0 - 0x57) }
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
    }
}

/// One session (RFC 4271), as its active side.
private struct Session {
    let index: Int
    let local: String
    let server: String
    let hops: Int32
    let open: [UInt8]
    let messages: [[UInt8]]

    /// Octets of a header: marker, length, type (RFC 4271, section 4.1).
    private static let headerLength = 19
    private static let keepalive: [UInt8] =
        [UInt8](repeating: 255, count: 16) + [0, UInt8(headerLength), 4]

    func run() {
        var descriptor = connect()
        while descriptor < 0 {
            usleep(100_000)
            descriptor = connect()
        }
        write(open, to: descriptor)
        var isUp = false
        while let message = read(from: descriptor) {
            switch message[18] {
            case 1: write(Self.keepalive, to: descriptor)
            case 2: say("update", message)
            case 3:
                say("down", message)
                return
            case 4 where !isUp:
                isUp = true
                for message in messages { write(message, to: descriptor) }
                say("up", [])
            default: break
            }
        }
        say("down", [])
    }

    private func say(_ word: String, _ octets: [UInt8]) {
        let text = octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        // In one piece: other sessions speak at the same time.
        write(Array("\(word) \(index) \(text.joined())\n".utf8), to: STDOUT_FILENO)
    }

    /// The descriptor of a connection from the session's own address; negative where there is none.
    private func connect() -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var own: UnsafeMutablePointer<addrinfo>?
        var other: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(local, nil, &hints, &own) == 0, let own,
            getaddrinfo(server, "179", &hints, &other) == 0, let other
        else { fatalError("no address: \(local), \(server)") }
        defer {
            freeaddrinfo(own)
            freeaddrinfo(other)
        }
        let descriptor = socket(own.pointee.ai_family, own.pointee.ai_socktype, 0)
        var hops = hops
        let isIPv4 = own.pointee.ai_family == AF_INET
        setsockopt(
            descriptor, Int32(isIPv4 ? IPPROTO_IP : IPPROTO_IPV6),
            isIPv4 ? IP_TTL : IPV6_UNICAST_HOPS, &hops, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, own.pointee.ai_addr, own.pointee.ai_addrlen) == 0,
            Glibc.connect(descriptor, other.pointee.ai_addr, other.pointee.ai_addrlen) == 0
        else {
            close(descriptor)
            return -1
        }
        return descriptor
    }

    private func write(_ octets: [UInt8], to descriptor: Int32) {
        var start = 0
        while start < octets.count {
            let count = octets[start...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            start += count
        }
    }

    /// The next message; nil where the connection ended.
    private func read(from descriptor: Int32) -> [UInt8]? {
        guard var message = read(Self.headerLength, from: descriptor) else { return nil }
        let length = Int(message[16]) << 8 | Int(message[17])
        guard let body = read(length - Self.headerLength, from: descriptor) else { return nil }
        message += body
        return message
    }

    private func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: count)
        var start = 0
        while start < count {
            let got = octets[start...].withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard got > 0 else { return nil }
            start += got
        }
        return octets
    }
}
