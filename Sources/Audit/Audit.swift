// Audit: what was seen against what was intended.
//
// A capture is read frame by frame. Each frame gets a *place*, the network that its VLAN tag, its
// VNI or its vantage puts it into, and its two addresses get *zones*, the network that each belongs
// to. Place and zones must agree, and what passes between zones must be permitted by a contract:
//
//     Fabric ── AuditPlan ──────────────┐  places, address book, rules, once for each topology
//                                       │
//     frames ─ 64 a batch ─ place ─ FlowCache ─ known flow ──── verdict, counters
//                                       └────── new flow ── zones, FlowTable ── verdict or finding
//
// The verdict of a flow is kept in the cache, so all but a flow's first packets cost a decode and a
// probe. What a key cannot say (tags, tunnels, MAC addresses, fragments) is looked at frame by frame,
// in `Auditor+Frames.swift`. A frame that holds packets in packets is several: each layer is judged
// by itself, in its own place (`Auditor+Layers.swift`).
//
// Three rules of honesty:
//
// * A capture never proves isolation. It proves a breach, or it says how much was covered.
// * Every frame is accounted for, and the law is checked before there is a report.
// * Nothing is claimed that the place of capture cannot show. Frames without a tag and without a
//   vantage are judged by their addresses alone; what contradicts itself is evidence of nothing,
//   though the packets around it are; what is only a guess says so; hardware that strips VLAN tags makes every frame look untagged, so an untagged frame
//   on a trunk is no finding.
//
// The answers depend on the frames and the topology alone: not on the seed of the hash, the size of
// the cache or where a batch ends. Everything is bounded; a bound that is reached is counted and
// turns "clean" into "inconclusive".
//
// Not here: what is encrypted, which is counted as not decided, and payload of any kind.
