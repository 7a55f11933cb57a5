import Diagnostics
import Net

/// A ring of devices that packets to some addresses pass again and again.
public struct ForwardingLoop: Hashable, Sendable {
    /// In the order packets pass them, from the lowest number on; each once.
    public let devices: [DeviceNumber]
    /// A destination whose packets go round, or did when the ring was closed.
    public let example: IPv4Address
    /// The update that closed the ring first; nil where nobody asked for it.
    public let origin: SourceSpan?
}

/// What a checker has been given, and what it holds.
public struct LoopCheckerCounts: Hashable, Sendable {
    public let inserts: Int
    public let removes: Int
    /// Inserts of rules that were there, and removals of rules that were not; without effect.
    public let repeatedInserts: Int
    public let absentRemoves: Int
    /// Installed now.
    public let rules: Int
    public let prefixes: Int
    /// Stretches of addresses that no installed prefix tells apart.
    public let atoms: Int
    /// What the checks so far walked: atoms, and hops from device to device.
    public let atomsWalked: Int
    public let stepsTaken: Int
}

extension LoopChecker {
    public var counts: LoopCheckerCounts {
        LoopCheckerCounts(
            inserts: inserts, removes: removes, repeatedInserts: repeatedInserts,
            absentRemoves: absentRemoves,
            rules: engine.rules.routes.ruleCount, prefixes: engine.rules.prefixes.count,
            atoms: engine.atoms.count, atomsWalked: engine.walks.atoms,
            stepsTaken: engine.walks.steps)
    }

    /// Every ring that an update closed, each once, in the order they were found, whether or not a
    /// later update broke it. All rings together have at most 2^24 devices; see `hasAllLoops`.
    public var loops: [ForwardingLoop] { Self.loops(of: engine.loops) { LinkedUpdate.span($0) } }

    /// Whether no ring was left out of `loops` for want of room.
    public var hasAllLoops: Bool { !engine.loops.isFull }

    /// The rings that exist now, by a search that asks no earlier result: from every device, for
    /// every atom. O(atoms · devices · length of a walk).
    public func presentLoops() -> [ForwardingLoop] {
        Self.loops(of: engine.presentLoops()) { _ in nil }
    }

    private static func loops(
        of set: LoopSet<UInt32>, origin: (UInt64) -> SourceSpan?
    ) -> [ForwardingLoop] {
        set.loops.map { loop in
            ForwardingLoop(
                devices: set.devices(of: loop).map { DeviceNumber(rawValue: $0) },
                example: IPv4Address(rawValue: loop.example), origin: origin(loop.origin))
        }
    }
}
