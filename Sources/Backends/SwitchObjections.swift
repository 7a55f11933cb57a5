import Diagnostics
import IR
import Net

/// What a switch with stateless filters and with EVPN between loopbacks has no words for, whoever
/// makes it.
struct SwitchObjections {
    let platform: String
    let fabric: Fabric
    let device: Device

    /// Sessions and filters, in the order of the device.
    var all: [Diagnostic] {
        (device.bgp?.peers ?? []).compactMap(objection(to:))
            + device.filters.flatMap(\.entries).compactMap(objection(toEntry:))
    }

    func refuse(_ what: String, at origin: SourceSpan?, hint: String) -> Diagnostic {
        .error(
            notExpressible.code, "\(platform) cannot say \(what)", at: origin ?? device.origin,
            notes: [.init("the device", at: device.origin)], hint: hint)
    }

    /// A port whose name the platform does not have for what it is.
    func refuse(_ port: PortName, of interface: Interface, hint: String) -> Diagnostic {
        let meaning =
            if case .lag = interface.name {
                "a LAG"
            } else {
                interface.role == .management ? "a management port" : "a port"
            }
        return refuse("that '\(port)' is \(meaning)", at: interface.origins.first, hint: hint)
    }

    private func objection(to peer: BGPSpeaker.Peer) -> Diagnostic? {
        let other = fabric[peer.remote]
        guard other.bgp?.evpnSessions != .betweenLoopbacks else { return nil }
        return refuse(
            "EVPN to '\(other.name)', which as \(other.platform) has it on the link itself",
            at: peer.origin,
            hint: "choose eos or srlinux for both devices, or for none")
    }

    func objection(toEntry entry: FilterEntry) -> Diagnostic? {
        entry.objectionAsStateless.map {
            refuse($0.what, at: entry.origins.first, hint: $0.hint)
        }
    }
}
