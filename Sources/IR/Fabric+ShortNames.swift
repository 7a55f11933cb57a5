extension Fabric {
    /// What a VRF is called on devices: `v-` or what the device has in its place, the tenant cut to
    /// what is left of 15 octets, `-` and the index. Unique because the index is, and it never moves
    /// as long as the index does not.
    public func shortName(of id: VRFID, beginning prefix: String = "v-") -> String {
        let vrf = self[id]
        let suffix = "-\(vrf.index)"
        let rest = 15 - prefix.utf8.count - suffix.utf8.count
        var slug = self[vrf.tenant].name.text.prefix(rest)
        while slug.last == "-" { slug.removeLast() }
        return "\(prefix)\(slug)\(suffix)"
    }
}
