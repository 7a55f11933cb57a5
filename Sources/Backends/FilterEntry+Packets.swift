import IR
import Net

extension FilterEntry {
    /// Whether it looks behind the header of IP.
    var namesPorts: Bool { !ports.isEmpty && !ports.contains(.any) }

    /// The ports of a protocol, ascending, ranges joined where they meet or overlap.
    func ranges(of number: IPProtocol) -> [ClosedRange<UInt16>] {
        let ranges = ports.compactMap { port -> ClosedRange<UInt16>? in
            guard case .ports(number, let range) = port else { return nil }
            return range
        }
        var joined: [ClosedRange<UInt16>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, Int(range.lowerBound) <= Int(last.upperBound) + 1 {
                joined[joined.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    /// Why it is there, for people who read the list.
    func remark(in fabric: Fabric) -> ConfigLine {
        switch reason {
        case .withinVRF: "within the VRF"
        case .contract(let id): "contract \(fabric[id].name)"
        case .replies(let id): "replies \(fabric[id].name)"
        case .guardsInside: "inside the fabric"
        }
    }

    /// What a list without states, which knows flags of TCP and types of ICMP, cannot tell; nil where
    /// it can tell all.
    var objectionAsStateless: (what: String, hint: String)? {
        let isReply = if case .replies = reason { true } else { false }
        if isReply, ports.isEmpty || ports.contains(.any) {
            return (
                "answers of every protocol in a stateless filter", "name the ports of the contract"
            )
        }
        guard !ports.contains(.any), !ranges(of: .sctp).isEmpty else { return nil }
        return (
            "ports of SCTP in a filter",
            "choose another platform for the device, or leave SCTP out of the contract"
        )
    }
}

extension IPPrefix {
    /// The prefixes in order, without those that lie inside another.
    static func outermost(of prefixes: [IPPrefix]) -> [IPPrefix] {
        var result: [IPPrefix] = []
        // An enclosing prefix sorts before what lies in it.
        for prefix in prefixes.sorted() where result.last?.contains(prefix) != true {
            result.append(prefix)
        }
        return result
    }
}
