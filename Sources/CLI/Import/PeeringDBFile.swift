import Diagnostics
import Net

/// Files of PeeringDB: answers of its API (`{"data": […]}`) or dumps of all kinds (`{"net": {"data":
/// […]}, "netixlan": …}`), taken apart into objects.
///
/// Of the kinds `net`, `netixlan`, `ixpfx` and `ix` are kept; of an object its status decides whether it
/// counts.
struct PeeringDBFile {
    enum Kind: String, CaseIterable {
        case net, netixlan, ixpfx, ix
    }

    /// An object and where it stands.
    typealias Row = (value: JSONValue, place: String)

    private(set) var rows: [Kind: [Row]] = [:]

    init(_ reader: inout OutsideReader) {
        let top = reader.source.value
        if let data = top["data"] {
            for (value, place) in reader.elements(data, "data") {
                guard let kind = Self.kind(of: value) else {
                    reader.refuse(place, "an object of net, netixlan, ixpfx or ix")
                    continue
                }
                add(value, place, kind)
            }
            return
        }
        let kinds = Kind.allCases.filter { top[$0.rawValue] != nil }
        if kinds.isEmpty {
            reader.refuse("the top", "'data', as the API answers, or 'net', as dumps have it")
        }
        for kind in kinds {
            let section = top[kind.rawValue]
            let data = section?["data"]
            let place = data == nil ? kind.rawValue : "\(kind.rawValue).data"
            for (value, place) in reader.elements(data ?? section, place) {
                add(value, place, kind)
            }
        }
    }

    private mutating func add(_ value: JSONValue, _ place: String, _ kind: Kind) {
        guard (value["status"]?.string ?? "ok") == "ok" else { return }
        rows[kind, default: []].append((value, place))
        // An answer that was asked for depth has the ports inside the network.
        guard kind == .net, let ports = value["netixlan_set"]?.array else { return }
        for (index, port) in ports.enumerated() where port["asn"] != nil {
            add(port, "\(place).netixlan_set[\(index)]", .netixlan)
        }
    }

    /// By the keys that objects of one kind alone have.
    private static func kind(of value: JSONValue) -> Kind? {
        if value["irr_as_set"] != nil || value["info_prefixes4"] != nil { return .net }
        if value["is_rs_peer"] != nil || value["ipaddr4"] != nil { return .netixlan }
        if value["prefix"] != nil, value["protocol"] != nil { return .ixpfx }
        if value["name"] != nil, value["media"] != nil || value["url_stats"] != nil { return .ix }
        return nil
    }
}
