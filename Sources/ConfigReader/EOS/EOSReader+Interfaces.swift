import Forwarding
import Net

/// `interface …`
extension EOSReader {
    mutating func readInterface(_ block: EOSBlock) -> Bool {
        guard block.words.count == 2,
            configuration.namesOfInterfaces.insert(block.words[1]).inserted
        else { return false }
        if block.words[1] == "Vxlan1" { return readTunnels(block) }
        guard isKnownInterface(block.words[1]) else { return false }
        var interface = EOSConfiguration.Interface(name: block.words[1], line: block.line)
        for inner in EOSOrder.interface.split(block.body, { refuseOrder(of: $0) }) {
            if !inner.body.isEmpty || !interface.read(inner.words, at: inner.line) { refuse(inner) }
        }
        configuration.interfaces.append(interface)
        return true
    }

    private func isKnownInterface(_ name: String) -> Bool {
        name == "Loopback0"
            || ["Ethernet", "Port-Channel", "Management", "Vlan"].contains { word in
                name.hasPrefix(word)
                    && name.dropFirst(word.count).first.map { $0.isASCII && $0.isNumber } == true
                    && name.dropFirst(word.count).allSatisfy {
                        $0.isASCII && $0.isNumber || $0 == "/" || $0 == "."
                    }
            }
    }

    private mutating func readTunnels(_ block: EOSBlock) -> Bool {
        var tunnels = EOSConfiguration.Tunnels(line: block.line)
        for inner in EOSBlock.split(block.body) {
            if !inner.body.isEmpty || !tunnels.read(inner.words, at: inner.line) { refuse(inner) }
        }
        configuration.tunnels = tunnels
        return true
    }
}

extension EOSConfiguration.Tunnels {
    /// Where tunnels begin, and the port of RFC 7348.
    static let wanted: Set<String> = ["vxlan source-interface Loopback0", "vxlan udp-port 4789"]

    /// False where the line has to be refused.
    fileprivate mutating func read(_ words: [String], at line: Int) -> Bool {
        let text = words.joined(separator: " ")
        if Self.wanted.contains(text) { return settings.insert(text).inserted }
        guard words.count == 5, words[0] == "vxlan" else { return false }
        switch (words[1], words[3]) {
        case ("virtual-router", "mac-address") where words[2] == "encapsulation":
            guard let address = MACAddress(reading: words[4]), mac == nil else { return false }
            mac = .init(value: address, line: line)
            return true
        case ("vlan", "vni"):
            guard let vlan = VLANID(reading: words[2]), let vni = VNI(reading: words[4]),
                isNew(vni), !vlans.contains(where: { $0.vlan == vlan })
            else { return false }
            vlans.append((vlan, vni, line))
            return true
        case ("vrf", "vni"):
            guard let vni = VNI(reading: words[4]), isNew(vni),
                !vrfs.contains(where: { $0.vrf == words[2] })
            else { return false }
            vrfs.append((words[2], vni, line))
            return true
        default: return false
        }
    }

    private func isNew(_ vni: VNI) -> Bool {
        !vlans.contains { $0.vni == vni } && !vrfs.contains { $0.vni == vni }
    }
}

extension EOSConfiguration.Interface {
    /// What is for people, how soon a port forwards and what it does when a bridge shows there, and
    /// how a LAG finds out about its legs.
    private static let skipped: Set<String> = [
        "spanning-tree portfast", "spanning-tree bpduguard enable", "lacp timer fast",
        "port-channel min-links 1",
    ]

    /// False where the line has to be refused.
    fileprivate mutating func read(_ words: [String], at line: Int) -> Bool {
        func said<Value>(_ value: Value) -> EOSConfiguration.Said<Value> {
            .init(value: value, line: line)
        }
        func set<Value>(
            _ field: inout EOSConfiguration.Said<Value>?, _ value: Value?
        ) -> Bool {
            guard field == nil, let value else { return false }
            field = said(value)
            return true
        }
        func set(_ field: inout Int?) -> Bool {
            guard field == nil else { return false }
            field = line
            return true
        }
        let last = words[words.count - 1]
        switch words.dropLast().joined(separator: " ") {
        case "" where last == "shutdown": return set(&isDown)
        case "" where last == "switchport": return set(&isSwitchport, true)
        case "no" where last == "switchport": return set(&isSwitchport, false)
        case "mtu": return set(&mtu, Int(reading: last))
        case "switchport mode":
            return set(&mode, last == "access" || last == "trunk" ? last : nil)
        case "switchport access vlan": return set(&access, VLANID(reading: last))
        case "switchport trunk native vlan":
            return set(
                &native, last == "tag" ? .dropped : VLANID(reading: last).map { .vlan($0) })
        case "switchport trunk allowed vlan": return set(&allowed, Self.vlans(last))
        case "encapsulation dot1q vlan": return set(&encapsulation, VLANID(reading: last))
        case "vrf": return set(&vrf, last)
        case "ip address", "ipv6 address":
            guard let address = address(last, words[0], addresses) else { return false }
            addresses.append(said(address))
            return true
        case "ip address virtual", "ipv6 address virtual":
            guard let address = address(last, words[0], virtualAddresses) else { return false }
            virtualAddresses.append(said(address))
            return true
        case "ipv6" where last == "enable": return set(&hasIPv6)
        case "ipv6 nd ra" where last == "disabled": return set(&isSilent)
        default: break
        }
        if words[0] == "description" || Self.skipped.contains(words.joined(separator: " ")) {
            return true
        }
        if words.count == 4, words[0] == "channel-group", words[2] == "mode", last == "active" {
            return set(&channel, Int(reading: words[1]))
        }
        guard words.count == 4, words[1] == "access-group", last == "in",
            let family = family(of: words[0]), lists[family] == nil
        else { return false }
        lists[family] = said(words[2])
        return true
    }

    /// Of each family there is one address.
    private func address(
        _ text: String, _ word: String, _ known: [EOSConfiguration.Said<InterfaceAddress>]
    ) -> InterfaceAddress? {
        guard let address = InterfaceAddress(reading: text), let family = family(of: word),
            address.address.family == family,
            !known.contains(where: { $0.value.address.family == family })
        else { return nil }
        return address
    }

    /// `2,3,4`, ascending.
    private static func vlans(_ text: String) -> [VLANID]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let vlans = parts.compactMap { VLANID(reading: String($0)) }
        guard vlans.count == parts.count, vlans == Set(vlans).sorted() else { return nil }
        return vlans
    }
}
