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
//   though the packets around it are; what is only a guess says so. Hardware that strips VLAN tags
//   makes every frame look untagged, so an untagged frame on a trunk is suspect, and a breach only
//   where the same port shows tagged ones. What honest traffic may look like is never called a breach.
//
// Beside flows there are rules on single frames and on all of them (`AuditRuleFacts`). A rule is a
// function of one frame, its port and the plan (`Inspection+….swift`), or asks sets that only grow
// (`Observations`): counts, and the smallest keys of what was seen. So frames may be split in any way.
// Frames that the short way reads to their ports are not inspected, but where stations are bound to
// the port of capture. What a rule needs and no capture shows is listed; what blinds a capture has a
// code.
//
// The answers depend on the frames and the topology alone: not on the seed of the hash, the size of
// the cache, where a batch ends, or how the frames are divided, over threads (`StretchAudit`) or over
// machines (`AuditPart`). Everything is bounded; a bound that is reached is counted and turns "clean"
// into "inconclusive".
//
// Not here: what is encrypted, which is counted as not decided, payload of any kind, and rates: tunnels
// in DNS or ICMP and floods of MAC addresses are not looked for.
