import Net

/// What `bgpd.conf` may say, or has to, in a version of OpenBGPD.
///
/// Version 7.7 is the one that runs here, and tests ask it; of the newer ones only the differences
/// that stand here are written, and tests hold what remains against it.
struct OpenBGPDDialect {
    /// From 7.8 on: sessions have `role rs`, which stands for itself, in the place of
    /// `announce policy rs`, which counts where the client announces a role, too; and paths can be
    /// verified (ASPA) where they have it.
    let hasRoles: Bool

    init(_ version: SoftwareVersion) { hasRoles = version >= SoftwareVersion(7, 8) }

    var role: ConfigLine { hasRoles ? "role rs" : "announce policy rs" }
}
