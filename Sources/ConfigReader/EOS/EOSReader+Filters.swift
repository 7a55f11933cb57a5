import Forwarding
import Net

/// What the lists of gateways mean.
extension EOSReader {
    /// Both families have a list: one that is missing lets everything in.
    mutating func interpretFilter(of interface: EOSConfiguration.Interface, _ name: String) {
        for family in AddressFamily.allCases {
            guard let use = interface.lists[family] else {
                findings.refuse(interface.line, "no filter for \(family)")
                continue
            }
            guard let list = configuration.lists[family]?[use.value] else {
                findings.refuse(use.line, "no access list of that name")
                continue
            }
            if family == .ipv4 { findings.say(.ingressFilter(name), at: use.line) }
            findings.sayRules(of: list, family, at: name, fragmentsAreRepeated: true)
        }
    }
}
