extension Fabric {
    /// What a VRF is called on devices: `v-`, the tenant cut to what is left of 15 octets, `-` and
    /// the index. Unique because the index is, and it never moves as long as the index does not.
    public func shortName(of id: VRFID) -> String {
        let vrf = self[id]
        let suffix = "-\(vrf.index)"
        var slug = self[vrf.tenant].name.text.prefix(15 - 2 - suffix.utf8.count)
        while slug.last == "-" { slug.removeLast() }
        return "v-\(slug)\(suffix)"
    }
}
