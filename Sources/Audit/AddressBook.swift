import IR
import Net

/// Whose each address is, in O(log n).
///
/// Tenants may have the same addresses, so one address may have several owners. The prefixes form a
/// forest; its stretches of addresses with one longest prefix are searched, and the owners are those
/// of that prefix and of the prefixes around it.
struct AddressBook: Sendable {
    private struct Entry {
        let prefix: IPPrefix
        var owners: [Zone]
        let parent: Int?
    }

    private struct Family {
        /// Where a stretch begins, ascending from 0, and its longest prefix; -1 for none.
        var starts: [UInt128] = [0]
        var entries: [Int] = [-1]
    }

    private var entries: [Entry] = []
    private var ipv4 = Family()
    private var ipv6 = Family()

    init(_ fabric: Fabric) {
        var members: [(prefix: IPPrefix, zone: Zone)] = []
        for (index, segment) in fabric.segments.enumerated() {
            for prefix in segment.prefixes {
                members.append((prefix.prefix, .segment(SegmentID(index))))
            }
        }
        for (index, element) in fabric.infrastructure.enumerated() {
            members.append((element.prefix, .infrastructure(index)))
        }
        members.sort { ($0.prefix, $0.zone.rank) < ($1.prefix, $1.zone.rank) }
        var open: [Int] = []
        for member in members {
            if let last = entries.indices.last, entries[last].prefix == member.prefix {
                entries[last].owners.append(member.zone)
                continue
            }
            while let last = open.last, !entries[last].prefix.contains(member.prefix) {
                close(&open)
            }
            begin(member.prefix.family, member.prefix.address.bits, entries.count)
            open.append(entries.count)
            entries.append(
                Entry(
                    prefix: member.prefix, owners: [member.zone],
                    parent: open.count > 1 ? open[open.count - 2] : nil))
        }
        while !open.isEmpty { close(&open) }
    }

    private mutating func close(_ open: inout [Int]) {
        let ended = entries[open.removeLast()].prefix
        let width: UInt128 = ended.family == .ipv4 ? 0xffff_ffff : .max
        if ended.lastAddress.bits < width {
            begin(ended.family, ended.lastAddress.bits + 1, open.last ?? -1)
        }
    }

    private mutating func begin(_ family: AddressFamily, _ start: UInt128, _ entry: Int) {
        func add(_ table: inout Family) {
            if table.starts.last == start {
                table.starts.removeLast()
                table.entries.removeLast()
            }
            table.starts.append(start)
            table.entries.append(entry)
        }
        if family == .ipv4 { add(&ipv4) } else { add(&ipv6) }
    }

    /// The owner of an address with the least rank; of equals that of the longest prefix. Nil where
    /// nobody owns it.
    func owner(of address: AddressWords, rank: (Zone) -> Int) -> Zone? {
        var best: (zone: Zone, rank: Int)?
        var next = longestPrefix(of: address)
        while let index = next {
            for owner in entries[index].owners {
                let rank = rank(owner)
                if rank < best?.rank ?? .max { best = (owner, rank) }
            }
            if best?.rank == 0 { break }
            next = entries[index].parent
        }
        return best?.zone
    }

    /// All owners of an address, those of longer prefixes first.
    func owners(of address: AddressWords) -> [Zone] {
        var owners: [Zone] = []
        var next = longestPrefix(of: address)
        while let index = next {
            owners += entries[index].owners
            next = entries[index].parent
        }
        return owners
    }

    private func longestPrefix(of address: AddressWords) -> Int? {
        let table = address.isIPv6 ? ipv6 : ipv4
        let bits = address.bits
        var low = 0
        var high = table.starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if table.starts[middle] <= bits { low = middle } else { high = middle }
        }
        return table.entries[low] < 0 ? nil : table.entries[low]
    }
}
