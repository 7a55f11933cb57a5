import IR

/// What ifupdown2 may do: the range of routing tables that it gives to VRFs. Without it the default
/// range ends at 5000, and VRFs beyond are not made at all.
struct InterfacePolicyFile {
    let device: Device

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "ifupdown2.json", of: device, indent: 2)
        out.block("{", closing: "}") { out in
            out.block("\"vrf\": {", closing: "}") { out in
                out.block("\"module_globals\": {", closing: "}") { out in
                    out.line("\"vrf-table-id-start\": \(LinuxTable.management),")
                    out.line("\"vrf-table-id-end\": \(LinuxTable.last)")
                }
            }
        }
        return out.finished()
    }
}
