extension Device {
    /// Whether packets of others pass the device in the underlay: spines, and switches that have
    /// none above them and so depend on each other. A leaf below a spine does not: a route through
    /// it would lead down, up and down again, over links that are not made for it.
    public func passesRoutesOn(in fabric: Fabric) -> Bool {
        guard let bgp, role != .spine else { return role == .spine }
        return !bgp.peers.contains { fabric[$0.remote].role == .spine }
    }
}
