import Diagnostics
import IR
import Net

/// The fabric as a book for people: what stands where, how it is wired, which addresses and numbers
/// are whose, and who may talk to whom. One content, in Markdown and in a page of HTML that needs no
/// other file.
struct FabricDocument {
    struct Section {
        let title: String
        let introduction: String
        let table: Table
    }

    let name: String
    let headline: String
    /// The drawing as SVG.
    let picture: String
    let sections: [Section]

    init(_ fabric: Fabric) {
        name = fabric.name.text
        headline = [
            counted(fabric.devices.count, "device"), counted(fabric.links.count, "cable"),
            counted(fabric.tenants.count, "tenant"), counted(fabric.segments.count, "segment"),
            counted(fabric.contracts.count, "contract"),
        ].joined(separator: ", ")
        picture = FabricGraph(fabric).svg
        let candidates = [
            Section(
                title: "Devices", introduction: "With their loopback addresses and AS numbers.",
                table: .devices(of: fabric)),
            Section(
                title: "Cabling",
                introduction: "By room and rack. A cable between two racks is listed in both.",
                table: .cabling(of: fabric)),
            Section(
                title: "Address space of the fabric",
                introduction: "No tenant reaches it.", table: .infrastructure(of: fabric)),
            Section(
                title: "Tenants",
                introduction: "What each has, and the contracts it takes part in.",
                table: .tenants(of: fabric)),
            Section(
                title: "VRFs", introduction: "The routing tables of the tenants.",
                table: .vrfs(of: fabric)),
            Section(
                title: "Segments", introduction: "Bridged networks, with their gateways.",
                table: .segments(of: fabric)),
            Section(
                title: "Attachments", introduction: "Ports where stations of tenants are.",
                table: .attachments(of: fabric)),
            Section(
                title: "Contracts",
                introduction: "Who may open connections to whom. Nothing else is permitted.",
                table: .contracts(of: fabric)),
            Section(
                title: "Members of the exchange", introduction: "Their ports and addresses.",
                table: .members(of: fabric)),
        ]
        sections = candidates.filter { !$0.table.rows.isEmpty }
    }

    /// The files of a release that hold it. No device can have their names: a dot is in none.
    var files: ReleaseDirectory.Content {
        [
            ("fabric.html", Array(html.utf8)), ("fabric.md", Array(markdown.utf8)),
            ("fabric.svg", Array(picture.utf8)),
        ]
    }
}
