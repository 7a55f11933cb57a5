import Diagnostics
import Net

extension Check {
    /// Silent where a device or port of a link is missing: the cable is likely there.
    static let switchWithoutUplink = Check(
        Rule(
            code: "intent.switch-without-uplink",
            meaning: "A leaf, border, service leaf or exchange edge has no path over links to the "
                + "others, so that segments and VRFs on it are cut off.",
            bad: "devices: [{name: leaf-1}, {name: leaf-2}, {name: spine-1, role: spine}]\n"
                + "links: [{a: \"leaf-1:swp1\", b: \"spine-1:swp1\"}]\n",
            good: "devices: [{name: leaf-1}, {name: leaf-2}, {name: spine-1, role: spine}]\n"
                + "links:\n  - {a: \"leaf-1:swp1\", b: \"spine-1:swp1\"}\n"
                + "  - {a: \"leaf-2:swp1\", b: \"spine-1:swp2\"}\n")
    ) { index, findings in
        let devices = index.topology.devices
        guard index.ports.linkEnds.allSatisfy({ $0.a != nil && $0.b != nil }) else { return }
        let islands = index.islandsOfSwitches()
        let vteps = devices.indices.filter { devices[$0].role.value.isVTEP }
        // The mainland holds most VTEPs; among equals it is the one with the first name.
        var members = [[Int]](repeating: [], count: devices.count)
        for device in vteps { members[islands[device]].append(device) }
        func first(_ island: [Int]) -> Int? {
            island.min { devices[$0].name.value < devices[$1].name.value }
        }
        let mainland = members.filter { !$0.isEmpty }.min { left, right in
            guard left.count == right.count, let a = first(left), let b = first(right) else {
                return left.count > right.count
            }
            return devices[a].name.value < devices[b].name.value
        }
        guard let mainland, let known = first(mainland) else { return }
        for device in vteps where islands[device] != islands[known] {
            let name = quoted(devices[device].name.value.text)
            findings.error(
                "\(devices[device].role.value.rawValue) \(name) has no path to the other switches",
                at: devices[device].name.span,
                notes: [
                    .init(
                        "no links lead from it to "
                            + quoted(devices[known].name.value.text),
                        at: devices[known].name.span)
                ],
                hint: "declare its links to the spines")
        }
    }
}

extension TopologyIndex {
    /// A number for each device, equal where switches reach each other over links.
    fileprivate func islandsOfSwitches() -> [Int] {
        var islands = Array(topology.devices.indices)
        var isVisited = [Bool](repeating: false, count: islands.count)
        for start in islands.indices where !isVisited[start] {
            isVisited[start] = true
            var waiting = [start]
            while let device = waiting.popLast() {
                islands[device] = start
                guard topology.devices[device].role.value.isSwitch else { continue }
                for cable in ports.cables[device] where !isVisited[cable.farDevice] {
                    guard topology.devices[cable.farDevice].role.value.isSwitch else { continue }
                    isVisited[cable.farDevice] = true
                    waiting.append(cable.farDevice)
                }
            }
        }
        return islands
    }
}
