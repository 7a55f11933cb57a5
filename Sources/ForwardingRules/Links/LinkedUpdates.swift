import Diagnostics
import Net

/// An update that knows which device gets the packets: all that a `LoopChecker` needs.
public struct LinkedUpdate: Sendable, BitwiseCopyable {
    let verb: RuleUpdate.Verb
    let rule: ForwardingRule<UInt32>
    /// File and line of the update, in one word.
    let origin: UInt64

    /// What takes the update back: the removal of what was inserted, or the other way round.
    public var reversed: LinkedUpdate {
        LinkedUpdate(verb: verb == .insert ? .remove : .insert, rule: rule, origin: origin)
    }

    static func span(_ origin: UInt64) -> SourceSpan {
        SourceSpan(
            file: UInt16(truncatingIfNeeded: origin >> 32),
            line: UInt32(truncatingIfNeeded: origin), column: 1)
    }
}

/// Updates with the links they run over.
///
/// The files name ports and addresses, not cables. Two ports are linked where connected rules put
/// them on one subnet; `InterfaceMap.next` says how a port and a next hop lead to a device. All
/// files are searched for connected rules before the first update is applied, so that the order
/// of lines does not matter to where a rule leads. O(updates).
public struct LinkedUpdates: Sendable {
    public let updates: [LinkedUpdate]
    public let deviceCount: Int
    /// Subnets that more than one device is on.
    public let linkCount: Int
    /// Updates whose next hop is another device, and those whose next hop is none that is known.
    /// The others are connected: their packets are where they want to go.
    public let leadingOn: Int
    public let leadingOut: Int

    public init(_ source: RuleUpdates) {
        let map = InterfaceMap(source)
        var paths = PathTable()
        updates = source.updates.map { update in
            let path = paths.number(of: update, map)
            return LinkedUpdate(
                verb: update.verb,
                rule: ForwardingRule(
                    device: update.device.rawValue,
                    block: AddressBlock(
                        holding: update.address.rawValue, length: update.length),
                    priority: update.priority, path: UInt32(path), next: paths.devices[Int(path)]),
                origin: UInt64(update.file) << 32 | UInt64(update.line))
        }
        deviceCount = source.deviceNames.count
        linkCount = map.sharedSubnets
        leadingOn = updates.count { $0.rule.next >= 0 }
        leadingOut = updates.count - leadingOn - source.updates.count { $0.isConnected }
    }

    /// An insert for each rule that is there when all updates have been applied, in the order of
    /// the updates. O(updates).
    public var installed: [LinkedUpdate] {
        var seen: Set<ForwardingRule<UInt32>> = []
        // Of all updates of a rule the last decides.
        let last = updates.reversed().filter { seen.insert($0.rule).inserted }
        return last.reversed().filter { $0.verb == .insert }
    }
}

/// The paths out of devices: each port with each next hop, and where it leads.
private struct PathTable {
    /// By path: the next device; -1 for none.
    private(set) var devices: [Int32] = []
    private var numbers = FlatTable(filler: Path(device: 0, port: 0, nextHop: 0))

    mutating func number(of update: RuleUpdate, _ map: InterfaceMap) -> Int32 {
        let path = Path(
            device: update.device.rawValue, port: update.port.rawValue,
            nextHop: update.nextHop.rawValue)
        let known = numbers[path]
        if known >= 0 { return known }
        let interface = Interface(device: path.device, port: path.port)
        let next = update.isConnected ? nil : map.next(from: interface, to: path.nextHop)
        devices.append(next ?? -1)
        numbers.set(Int32(devices.count - 1), for: path)
        return Int32(devices.count - 1)
    }
}

private struct Path: FlatKey {
    let device: Int32
    let port: Int32
    let nextHop: UInt32

    var hash: UInt64 {
        foldedHash(
            UInt64(UInt32(bitPattern: device)) << 32 | UInt64(UInt32(bitPattern: port)),
            UInt64(nextHop))
    }
}
