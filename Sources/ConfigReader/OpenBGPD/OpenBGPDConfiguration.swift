import Net

/// What `bgpd.conf` says, each part with its line, before anything is interpreted.
struct OpenBGPDConfiguration {
    /// Words with spaces between them. Commas and line ends that only part things are left out.
    struct Statement {
        var text: String
        var line: Int
    }

    struct Set {
        var elements: [Statement] = []
        var line: Int
    }

    struct Neighbour {
        var address: IPAddress
        var statements: [Statement] = []
        var line: Int
    }

    struct Group {
        var name: String
        var statements: [Statement] = []
        var neighbours: [Neighbour] = []
        var line: Int
    }

    var settings: [Statement] = []
    /// By kind and name: `prefix-set cr_own`.
    var sets: [String: Set] = [:]
    var payloads: Set?
    var authorizations: Set?
    var caches: [(address: IPAddress, set: Set)] = []
    var group: Group?
    /// The rules of the filter in their order.
    var rules: [Statement] = []
}
