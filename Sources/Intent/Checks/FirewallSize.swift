import Diagnostics

extension Check {
    static let firewallSize = Check(
        Rule(
            code: "intent.firewall-size",
            meaning: "A firewall is one device, or two of which the second takes over; a third "
                + "would have nothing to do, and no device is in two firewalls.",
            bad: "firewalls: [{name: perimeter, devices: [fw-1, fw-2, fw-3]}]\n",
            good: "firewalls: [{name: perimeter, devices: [fw-1, fw-2]}]\n")
    ) { index, findings in
        var claims: [Claim<String>] = []
        for firewall in index.topology.firewalls {
            let name = "firewall " + quoted(firewall.name.value.text)
            claims += firewall.devices.map { Claim($0.value.text, by: name, at: $0.span) }
            guard firewall.devices.count > 2 else { continue }
            findings.error(
                "\(name) has \(firewall.devices.count) devices, at most two work together",
                at: firewall.devices[2].span,
                notes: [.init("the firewall", at: firewall.name.span)],
                hint: "keep two, or declare a second firewall of the others")
        }
        for (again, first) in repetitions(among: claims) {
            findings.error(
                "device \(quoted(again.key)) is already one of \(first.owner)", at: again.span,
                notes: [.init("first used here", at: first.span)],
                hint: "name each device once")
        }
    }
}
