import IR

/// How a role is drawn. Colour never stands alone: the role's name is in every box, and shapes
/// differ where duties do.
struct RoleAppearance {
    enum Shape {
        /// A switch that carries packets of others.
        case rounded
        /// A switch that segments live on.
        case plain
        /// A device that looks into what passes.
        case cut
    }

    let fill: String
    let stroke: String
    let shape: Shape
    /// Counted from the top of the drawing.
    let tier: Int
}

extension DeviceRole {
    var appearance: RoleAppearance {
        switch self {
        case .spine:
            RoleAppearance(fill: "#dbeafe", stroke: "#1d4ed8", shape: .rounded, tier: 0)
        case .leaf:
            RoleAppearance(fill: "#f0fdf4", stroke: "#15803d", shape: .plain, tier: 1)
        case .border:
            RoleAppearance(fill: "#fef3c7", stroke: "#b45309", shape: .plain, tier: 1)
        case .serviceLeaf:
            RoleAppearance(fill: "#f3e8ff", stroke: "#7e22ce", shape: .plain, tier: 1)
        case .exchangeEdge:
            RoleAppearance(fill: "#cffafe", stroke: "#0e7490", shape: .plain, tier: 1)
        case .firewall:
            RoleAppearance(fill: "#fee2e2", stroke: "#b91c1c", shape: .cut, tier: 2)
        case .routeServer:
            RoleAppearance(fill: "#e2e8f0", stroke: "#334155", shape: .cut, tier: 2)
        }
    }
}
