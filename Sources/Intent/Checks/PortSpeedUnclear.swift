import Diagnostics
import Net

extension Check {
    static let portSpeedUnclear = Check(
        Rule(
            code: "intent.port-speed-unclear",
            meaning: "A port has two speeds, or a LAG has one of its own: it is as fast as all its "
                + "legs, and member lists would say one thing and the cables another.",
            bad: "speeds: [{ports: [swp1-2], speed: 10G}, {ports: [swp2], speed: 100G}]\n",
            good: "speeds: [{ports: [swp1], speed: 10G}, {ports: [swp2], speed: 100G}]\n")
    ) { index, findings in
        for device in index.topology.devices {
            let ports = device.speeds.flatMap(\.ports)
            let claims = ports.map { Claim($0, by: device.name.value.text) }
            for (again, first) in repetitions(among: claims) {
                findings.error(
                    "port \(quoted(again.key.text)) of \(quoted(again.owner)) has two speeds",
                    at: again.span, notes: [.init("the other one", at: first.span)],
                    hint: "keep one of them")
            }
            for lag in index.topology.lags where lag.device.value == device.name.value {
                for port in ports where port.value == lag.name.value {
                    findings.error(
                        "LAG \(quoted(port.value.text)) has no speed of its own", at: port.span,
                        notes: [.init("its legs", at: lag.name.span)],
                        hint: "give its legs their speed")
                }
            }
        }
    }
}
