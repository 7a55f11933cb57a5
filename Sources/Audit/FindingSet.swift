import Capture
import Net

/// The findings of an audit while it runs: bounded in number, in evidence and in flows told apart.
///
/// Of more findings than the limit the least by key are kept, and the packets of the others are
/// counted. A finding that has to make room for a lesser one never comes back, so what is kept is
/// known from its first packet on.
struct FindingSet {
    private var kept: [FindingFacts] = []
    /// Positions in `kept`, by key.
    private var order: [Int] = []
    /// For each index that was given out, the position of its finding; -1 where that made room.
    private var positions: [Int32] = []
    /// For each position the index of its finding.
    private var indices: [Int] = []
    private var indexOfKey: [FindingKey: Int] = [:]
    /// Evidence whose headers have not been copied yet, by the index of its finding.
    private var unread: [(index: Int, record: FrameRecord)] = []
    let limit: Int
    let evidenceLimit: Int
    /// Packets of findings that found no room.
    var packetsBeyondLimit: UInt64 = 0

    init(limit: Int, evidenceLimit: Int) {
        precondition(limit > 0 && evidenceLimit > 0, "at least one finding, one frame each")
        self.limit = limit
        self.evidenceLimit = evidenceLimit
    }

    /// The index of a key's finding, which is begun where there is none; it stays the same. Nil where
    /// the limit is reached and all findings kept are lesser ones.
    ///
    /// - Parameter packet: what is going to be counted next in it.
    mutating func index(of key: FindingKey, at packet: PacketReference) -> Int? {
        if let index = indexOfKey[key] { return index }
        var position = kept.count
        if position == limit {
            guard let last = order.last, key < kept[last].key else { return nil }
            position = order.removeLast()
            indexOfKey[kept[last].key] = nil
            positions[indices[position]] = -1
            packetsBeyondLimit += kept[position].packets
            kept[position] = FindingFacts(key, at: packet)
            indices[position] = positions.count
        } else {
            kept.append(FindingFacts(key, at: packet))
            indices.append(positions.count)
        }
        order.insert(position, at: orderIndex(of: key))
        positions.append(Int32(position))
        indexOfKey[key] = indices[position]
        return indices[position]
    }

    /// How many findings kept are lesser.
    private func orderIndex(of key: FindingKey) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if kept[order[middle]].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Notes that a connection belongs to a finding.
    mutating func add(flow key: FlowKey, to index: Int) {
        let position = Int(positions[index])
        if position >= 0 { kept[position].flows.insert(FixedHash.hash(connectionOf: key)) }
    }

    /// Counts a packet of a finding.
    mutating func count(
        _ index: Int, isBackward: Bool, _ frame: DecodedFrame, _ record: FrameRecord,
        capture: Int, at place: PlaceNumber
    ) {
        let position = Int(positions[index])
        guard position >= 0 else {
            packetsBeyondLimit += 1
            return
        }
        let packet = PacketReference(capture: capture, number: record.number)
        kept[position].count(frame, record, packet, isBackward: isBackward, at: place)
        let evidence = EvidenceFrame(packet, record, layer: frame.tunnelDepth)
        if kept[position].keep(evidence, limit: evidenceLimit) {
            unread.append((index, record))
        }
    }

    /// Copies the headers of the evidence that was kept since the last call.
    ///
    /// - Parameter octets: those that the records of these frames point into.
    mutating func copyHeaders(from octets: RawSpan, _ decoder: FrameDecoder) {
        for (index, record) in unread {
            let position = Int(positions[index])
            // A finding or a frame of the same batch may have taken its place meanwhile.
            guard position >= 0,
                let frame = kept[position].evidence.lastIndex(where: {
                    $0.packet.number == record.number && $0.headers.isEmpty
                })
            else { continue }
            kept[position].evidence[frame].headers = decoder.headers(
                of: octets.extracting(record.range), wireLength: record.wireLength,
                linkLayer: record.linkLayer, limit: EvidenceFrame.headerLimit)
        }
        unread.removeAll(keepingCapacity: true)
    }

    /// What was found so far.
    var list: FindingList {
        FindingList(
            findings: order.map { kept[$0] }, packetsBeyondLimit: packetsBeyondLimit,
            limit: limit, evidenceLimit: evidenceLimit)
    }

    /// Takes over the findings of frames that come later in the capture that is under way.
    ///
    /// - Parameter count: frames of that capture before them.
    /// - Returns: for each index of the other's findings the one here; nil where it found no room.
    mutating func absorb(_ other: FindingSet, shiftedBy count: UInt64) -> [Int?] {
        packetsBeyondLimit += other.packetsBeyondLimit
        for facts in other.kept {
            var facts = facts
            facts.shift(by: count)
            let isNew = indexOfKey[facts.key] == nil
            guard let index = index(of: facts.key, at: facts.first) else {
                packetsBeyondLimit += facts.packets
                continue
            }
            let position = Int(positions[index])
            kept[position] =
                isNew ? facts : kept[position].merged(with: facts, evidenceLimit: evidenceLimit)
        }
        return other.positions.map { $0 < 0 ? nil : indexOfKey[other.kept[Int($0)].key] }
    }

    // MARK: Indices

    /// Indices given out: they end up in verdicts of flows, which hold so many and no more.
    var indexCount: Int { positions.count }

    /// Gives the findings kept new indices from 0, and for each old one the new; nil where its
    /// finding has made room.
    mutating func renumber() -> [Int?] {
        let renumbered = positions.map { $0 < 0 ? nil : Int($0) }
        positions = kept.indices.map { Int32($0) }
        indices = Array(kept.indices)
        for (index, facts) in kept.enumerated() { indexOfKey[facts.key] = index }
        return renumbered
    }
}
