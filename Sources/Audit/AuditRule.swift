/// What can be found. The raw value is the last part of the code in every report.
public enum AuditRule: String, Hashable, Comparable, Sendable, CaseIterable {
    case unintendedFlow = "unintended-flow"
    case foreignAddress = "foreign-address"
    case unknownSource = "unknown-source"
    case unknownTag = "unknown-tag"
    case tenantToInfrastructure = "tenant-to-infrastructure"
    case exchangeToTenant = "exchange-to-tenant"
    case foreignVTEP = "foreign-vtep"
    case doubleTag = "double-tag"
    case unknownMAC = "unknown-mac"
    case foreignARP = "arp-foreign"
    case guessedTunnel = "guessed-tunnel"

    /// `audit.unintended-flow`.
    public var code: String { "audit." + rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
