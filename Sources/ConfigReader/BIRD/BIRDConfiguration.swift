import Net

/// What `bird.conf` says, each part with its line, before anything is interpreted.
struct BIRDConfiguration {
    /// An element of a set: `64500`, `64500..64510`, `192.0.2.0/24+`, `192.0.2.0/24{24,28}`. Of one
    /// in parentheses, a community, the texts with spaces between them.
    struct Element {
        var text: String
        var lengths: ClosedRange<Int>?
        var line: Int
    }

    struct Set {
        var line: Int
        var elements: [Element]
    }

    /// Words up to a semicolon, or those of a block with its braces.
    struct Statement {
        var words: [String]
        var line: Int
    }

    struct Function {
        var line: Int
        /// With types and parentheses.
        var parameters: [String]
        /// Whether it says that it returns `bool`.
        var hasReturnType: Bool
        var body: [Statement]
    }

    /// What all sessions of a family have in common.
    struct Template {
        var line: Int
        var family: AddressFamily
        var local: IPAddress
        var asn: ASN
        var hasRole: Bool
        var hasImportTable: Bool
    }

    /// One channel of a `protocol bgp`. A session with two is two of these, each with what the
    /// session says before them.
    struct Session {
        var line: Int
        /// Of the channel.
        var family: AddressFamily
        /// Whether it is from the template of sessions with both channels.
        var isJoined: Bool
        var neighbour: (address: IPAddress, asn: ASN, line: Int)
        var settings: [(setting: Setting, line: Int)] = []
        var imports: Statement?
        var exports: Statement?
    }

    enum Setting: Hashable {
        case secret(String)
        case ttlSecurity
        case receiveLimit(Int, String)
        case importLimit(Int, String)
        case allPaths
        case extendedNextHop

        /// Of each kind there is one at most.
        var kind: Int {
            switch self {
            case .secret: 0
            case .ttlSecurity: 1
            case .receiveLimit, .importLimit: 2
            case .allPaths: 3
            case .extendedNextHop: 4
            }
        }
    }

    struct Cache {
        var address: IPAddress
        var port: UInt16
        var families: [AddressFamily]
        /// Whether it is asked for providers, too.
        var hasAuthorizations: Bool
        var line: Int
    }

    struct Payload {
        var prefix: IPPrefix
        var maxLength: Int
        var asn: UInt32
        var line: Int
    }

    struct Authorization {
        var customer: UInt32
        /// As written; none for `transit`.
        var providers: [UInt32]
        var line: Int
    }

    /// Lines of tables of routes, and of payloads.
    var tables: [AddressFamily: Int] = [:]
    var payloadTables: [AddressFamily: Int] = [:]
    var hasDeviceProtocol = false
    var hasClientAttribute = false
    /// The line that includes the file with the keys.
    var keys: Int?
    var sets: [String: Set] = [:]
    var functions: [String: Function] = [:]
    var templates: [AddressFamily: Template] = [:]
    /// What sessions of IPv6 that carry IPv4 routes have in common besides.
    var joinedTemplate: (line: Int, hasImportTable: Bool)?
    var sessions: [Session] = []
    var caches: [Cache] = []
    var payloads: [Payload] = []
    /// The line of the table of providers.
    var authorizationTable: Int?
    var authorizations: [Authorization] = []
}
