import Diagnostics
import Net

extension Check {
    static let routeTargetAdministratorIsASN = Check(
        Rule(
            code: "intent.route-target-administrator-is-asn",
            meaning: "Route targets have an AS number in use as their administrator. A router "
                + "that makes targets of its own AS number, or imports any with a matching VNI, "
                + "would then meet ours.",
            bad: "defaults: {route_target_administrator: 64601}\n"
                + "devices: [{name: leaf-1, asn: 64601}]\n",
            good: "defaults: {route_target_administrator: 64900}\n"
                + "devices: [{name: leaf-1, asn: 64601}]\n")
    ) { index, findings in
        let defaults = index.topology.defaults
        var users: [UInt32: ASNClaim] = [:]
        for claim in index.asnClaims where users[claim.asn.value.rawValue] == nil {
            users[claim.asn.value.rawValue] = claim
        }
        let pool = index.asnPool
        func look(_ administrator: UInt16, _ what: String, at span: SourceSpan?) {
            let number = UInt32(administrator)
            let hint = "choose an administrator that is nobody's AS number"
            if let user = users[number] {
                findings.error(
                    "\(what) is the AS number of \(user.owner)", at: span ?? user.asn.span,
                    notes: [.init("the AS number", at: user.asn.span)], hint: hint)
            } else if pool.range.contains(number) {
                findings.error(
                    "\(what) lies in pool \(pool.key)", at: span ?? pool.span,
                    notes: [pool.note], hint: hint)
            }
        }
        let administrator = index.routeTargetAdministrator
        look(
            administrator, "the administrator \(administrator) of route targets",
            at: defaults.routeTargetAdministrator?.span)
        for (_, claim) in index.routeTargetClaims where claim.key.administrator != administrator {
            look(
                claim.key.administrator, "the administrator of route target \(claim.key)",
                at: claim.span)
        }
    }
}
