import IR

extension FabricGraph {
    /// A file of draw.io, to be moved about by hand: each device is a shape within its room, where the
    /// drawing has it, and each cable a connector that tells its ports. Not compressed, so that changes
    /// can be compared.
    var drawio: String {
        let layout = GraphLayout(self)
        var cells = ""
        for (lane, area) in layout.lanes.enumerated() {
            cells += """
                <mxCell id="r\(lane)" value="\(area.title)" style="swimlane;startSize=32;rounded=1;\
                fillColor=#f8fafc;strokeColor=#cbd5e1;collapsible=0;" vertex="1" parent="1">\
                <mxGeometry x="\(area.x)" y="\(GraphLayout.header)" width="\(area.width)" \
                height="\(layout.bottom - GraphLayout.header)" as="geometry"/></mxCell>

                """
        }
        for (index, node) in nodes.enumerated() {
            let lane = node.room ?? rooms.count
            let corner = layout.boxes[index]
            let look = node.role.appearance
            let caption = captionLines(of: node).joined(separator: "&#10;")
            cells += """
                <mxCell id="n\(index)" value="\(caption)" style="\(Self.shape(look.shape))whiteSpace=wrap;\
                fillColor=\(look.fill);strokeColor=\(look.stroke);" vertex="1" parent="r\(lane)">\
                <mxGeometry x="\(corner.x - layout.lanes[lane].x)" y="\(corner.y - GraphLayout.header)" \
                width="\(layout.boxWidth)" height="\(GraphLayout.boxHeight)" as="geometry"/></mxCell>

                """
        }
        for (index, edge) in edges.enumerated() {
            for (number, ports) in edge.ports.enumerated() {
                cells += """
                    <UserObject id="e\(index)-\(number)" label="" \
                    tooltip="\(nodes[edge.a].name):\(ports.a) - \(nodes[edge.b].name):\(ports.b)">\
                    <mxCell style="endArrow=none;strokeColor=#64748b;" edge="1" parent="1" \
                    source="n\(edge.a)" target="n\(edge.b)">\
                    <mxGeometry relative="1" as="geometry"/></mxCell></UserObject>

                    """
            }
        }
        return """
            <mxfile host="cristallo"><diagram id="fabric" name="\(name)">\
            <mxGraphModel grid="1" page="0" pageWidth="\(layout.width)" pageHeight="\(layout.bottom)"><root>
            <mxCell id="0"/><mxCell id="1" parent="0"/>
            \(cells)</root></mxGraphModel></diagram></mxfile>

            """
    }

    private static func shape(_ shape: RoleAppearance.Shape) -> String {
        switch shape {
        case .rounded: "rounded=1;"
        case .plain: "rounded=0;"
        case .cut: "shape=octagon;size=0.2;"
        }
    }
}
