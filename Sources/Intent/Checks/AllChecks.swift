/// Every check, in the order of their subjects: names, ports and devices, identifiers, addresses,
/// hosts, services and contracts, firewalls, the exchange. The order reaches no output:
/// diagnostics are sorted by place.
public let allChecks: [Check] = [
    .portMissing,
    .portReused,
    .vlanReused,
    .vniReused,
]
