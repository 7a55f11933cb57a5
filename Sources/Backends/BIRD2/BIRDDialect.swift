import Net

/// What `bird.conf` may say, or has to, in a version of BIRD.
///
/// Version 2.0.12 is the one that runs here, and tests ask it; of the others only the differences
/// that stand here are written, and tests hold what remains against it.
struct BIRDDialect {
    /// Whether functions say what they return. From 2.14 on those that do not get a warning.
    let hasReturnTypes: Bool
    /// Whether paths can be verified (ASPA): from 2.16 on, and from 3.1 on. Of 3.0 there are
    /// releases that cannot.
    let verifiesPaths: Bool

    init(_ version: SoftwareVersion) {
        hasReturnTypes = version >= SoftwareVersion(2, 14)
        verifiesPaths =
            version >= SoftwareVersion(3, 1)
            || (SoftwareVersion(2, 16)..<SoftwareVersion(3)).contains(version)
    }

    /// What stands behind the parameters of a function: all of ours say yes or no.
    var returns: ConfigLine { hasReturnTypes ? " -> bool" : "" }
}
