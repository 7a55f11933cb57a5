import Net

/// What `bird.conf` says, each part with its line, before anything is interpreted.
struct BIRDConfiguration {
    /// An element of a set: `64500`, `64500..64510`, `192.0.2.0/24+`, `192.0.2.0/24{24,28}`.
    struct Element {
        var text: String
        var lengths: ClosedRange<Int>?
        var line: Int
    }

    /// A function that decides about routes of one family.
    struct Function {
        var family: AddressFamily
        var line: Int
        var refusals: [(refusal: Refusal, line: Int)] = []
    }

    /// Why a route is refused.
    enum Refusal: Hashable {
        case shorterThan(Int)
        case longerThan(Int)
        case insideLAN(String)
        case bogon(String)
        case pathShorterThan(Int)
        case pathLongerThan(Int)
        case otherNeighbour
        case otherNextHop
        case bogonASN(String)
        case otherOrigin
        case otherPrefix
    }

    /// `protocol bgp`
    struct Session {
        var line: Int
        var local: (IPAddress, ASN, line: Int)?
        var neighbour: (IPAddress, ASN, line: Int)?
        var settings: Set<String> = []
        var channel: Channel?
    }

    struct Channel {
        var family: AddressFamily
        var line: Int
        var settings: Set<String> = []
        var table: String?
        var imports: (imports: Import, line: Int)?
    }

    enum Import {
        case nothing
        /// A function and its arguments.
        case accepted(by: String, [String])
    }

    var tables: [AddressFamily: String] = [:]
    var hasDeviceProtocol = false
    var sets: [String: [Element]] = [:]
    var functions: [String: Function] = [:]
    var sessions: [Session] = []
}
