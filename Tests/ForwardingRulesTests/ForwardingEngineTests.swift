import TestSupport
import Testing

@testable import ForwardingRules

@Suite("A forwarding engine")
struct ForwardingEngineTests {
    static let noLimit = Int.max

    private func apply<Address>(
        _ update: RandomRules.Update, to engine: inout ForwardingEngine<Address>,
        as convert: (ForwardingRule<UInt8>) -> ForwardingRule<Address>
    ) throws -> ForwardingEngine<Address>.Outcome {
        switch update {
        case .insert(let rule): try engine.insert(convert(rule), origin: 0)
        case .remove(let rule): engine.remove(convert(rule), origin: 0)
        }
    }

    private func apply(
        _ update: RandomRules.Update, to model: inout SlowNetwork<UInt8>
    ) -> ForwardingEngine<UInt8>.Outcome {
        switch update {
        case .insert(let rule): model.insert(rule)
        case .remove(let rule): model.remove(rule)
        }
    }

    @Test(
        "sends every packet where a scan of all rules sends it, after every update",
        arguments: 0..<6)
    func forwarding(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            var updates = RandomRules(seed: seed, spreads: true)
            var engine = ForwardingEngine<UInt8>(
                devices: updates.devices, cellLimit: Self.noLimit)
            var model = SlowNetwork<UInt8>(devices: updates.devices)
            for step in 0..<50 {
                let update = updates.next()
                let outcome = try apply(update, to: &engine) { $0 }
                #expect(outcome == apply(update, to: &model), "seed \(seed), step \(step)")
                let firsts = engine.atoms.inOrder.map { engine.atoms.pool[$0].first }
                #expect(firsts == model.stretches, "seed \(seed), step \(step)")
                #expect(engine.rules.routes.ruleCount == model.rules.count)
                for device in 0..<Int32(model.devices) {
                    for first in firsts {
                        #expect(
                            engine.ways(device, first) == model.ways(device, first),
                            "seed \(seed), step \(step), device \(device), address \(first)")
                    }
                }
            }
        }
    }

    @Test(
        "finds the rings that a scan of all rules finds, after every update, and no others",
        arguments: 0..<6)
    func loops(block: UInt64) throws {
        var (closed, quiet) = (0, 0)
        for seed in block * 10..<(block + 1) * 10 {
            var updates = RandomRules(seed: seed, spreads: false)
            var engine = ForwardingEngine<UInt8>(
                devices: updates.devices, cellLimit: Self.noLimit)
            var model = SlowNetwork<UInt8>(devices: updates.devices)
            var ever: Set<[Int32]> = []
            for step in 0..<50 {
                let update = updates.next()
                _ = try apply(update, to: &engine) { $0 }
                _ = apply(update, to: &model)
                let present = model.rings
                ever.formUnion(present)
                #expect(engine.loops.rings == ever, "seed \(seed), step \(step)")
                #expect(engine.presentLoops().rings == present, "seed \(seed), step \(step)")
                if present.isEmpty { quiet += 1 } else { closed += 1 }
            }
        }
        #expect(closed > 50 && quiet > 50, "the draw exercises both answers")
    }

    @Test("names for every ring an address whose packets go round when it is closed")
    func examples() throws {
        for seed in 0..<100 as Range<UInt64> {
            var updates = RandomRules(seed: seed, spreads: seed % 2 == 0)
            var engine = ForwardingEngine<UInt8>(
                devices: updates.devices, cellLimit: Self.noLimit)
            var model = SlowNetwork<UInt8>(devices: updates.devices)
            for step in 0..<50 {
                let update = updates.next()
                let known = engine.loops.loops.count
                _ = try apply(update, to: &engine) { $0 }
                _ = apply(update, to: &model)
                for loop in engine.loops.loops[known...] {
                    let ring = Array(engine.loops.devices(of: loop))
                    #expect(model.rings(loop.example).contains(ring), "seed \(seed), step \(step)")
                    #expect(ring.contains(update.rule.device), "seed \(seed), step \(step)")
                }
            }
        }
    }

    @Test("where ways part, finds a ring for each way that leads into one", arguments: 0..<6)
    func spreading(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            var updates = RandomRules(seed: seed, spreads: true)
            var engine = ForwardingEngine<UInt8>(
                devices: updates.devices, cellLimit: Self.noLimit)
            var model = SlowNetwork<UInt8>(devices: updates.devices)
            for step in 0..<50 {
                let update = updates.next()
                let before = model
                _ = try apply(update, to: &engine) { $0 }
                _ = apply(update, to: &model)
                let here = update.rule.device
                for address in model.stretches {
                    guard model.ways(here, address) != before.ways(here, address) else { continue }
                    let wanted = edges(of: model.rings(address)).filter { $0.first == here }
                    #expect(
                        wanted.isSubset(of: edges(of: engine.loops.rings)),
                        "seed \(seed), step \(step), address \(address)")
                }
                let present = engine.presentLoops().rings
                #expect(present.isSubset(of: model.rings), "seed \(seed), step \(step)")
                #expect(
                    edges(of: present) == edges(of: model.rings), "seed \(seed), step \(step)")
            }
        }
    }

    /// The pairs of neighbours in rings.
    private func edges(of rings: Set<[Int32]>) -> Set<[Int32]> {
        var edges: Set<[Int32]> = []
        for ring in rings {
            for (index, device) in ring.enumerated() {
                edges.insert([device, ring[(index + 1) % ring.count]])
            }
        }
        return edges
    }

    @Test("does the same for addresses of 8, 32 and 128 bits")
    func widths() throws {
        func widened<Address: ForwardingAddress>(
            _ rule: ForwardingRule<UInt8>
        ) -> ForwardingRule<Address> {
            ForwardingRule(
                device: rule.device,
                block: AddressBlock(
                    holding: Address(rule.block.first) << (Address.bitWidth - 8),
                    length: rule.block.length),
                priority: rule.priority, path: rule.path, next: rule.next)
        }
        for seed in 0..<50 as Range<UInt64> {
            var updates = RandomRules(seed: seed, spreads: true)
            let devices = updates.devices
            var narrow = ForwardingEngine<UInt8>(devices: devices, cellLimit: Self.noLimit)
            var middle = ForwardingEngine<UInt32>(devices: devices, cellLimit: Self.noLimit)
            var wide = ForwardingEngine<UInt128>(devices: devices, cellLimit: Self.noLimit)
            for _ in 0..<50 {
                let update = updates.next()
                _ = try apply(update, to: &narrow) { $0 }
                _ = try apply(update, to: &middle, as: widened)
                _ = try apply(update, to: &wide, as: widened)
            }
            #expect(middle.loops.rings == narrow.loops.rings, "seed \(seed)")
            #expect(wide.loops.rings == narrow.loops.rings, "seed \(seed)")
            #expect(wide.atoms.count == narrow.atoms.count, "seed \(seed)")
            #expect(wide.walks.steps == narrow.walks.steps, "seed \(seed)")
        }
    }

    @Test("without rules again is as it was")
    func emptied() throws {
        for seed in 0..<50 as Range<UInt64> {
            var updates = RandomRules(seed: seed, spreads: true)
            var engine = ForwardingEngine<UInt8>(
                devices: updates.devices, cellLimit: Self.noLimit)
            var model = SlowNetwork<UInt8>(devices: updates.devices)
            for _ in 0..<50 {
                let update = updates.next()
                _ = try apply(update, to: &engine) { $0 }
                _ = apply(update, to: &model)
            }
            for rule in model.rules { #expect(engine.remove(rule, origin: 0) == .applied) }
            #expect(engine.atoms.count == 1 && engine.rules.prefixes.count == 0, "seed \(seed)")
            #expect(engine.rules.routes.ruleCount == 0, "seed \(seed)")
            #expect(engine.hop(of: 0, for: 0) == .end, "seed \(seed)")
            #expect(engine.presentLoops().loops.isEmpty, "seed \(seed)")
        }
    }

    @Test("refuses an update that needs more cells than allowed, and applies nothing of it")
    func capacity() throws {
        var engine = ForwardingEngine<UInt8>(devices: 2, cellLimit: 6)
        func rule(_ address: UInt8) -> ForwardingRule<UInt8> {
            ForwardingRule(
                device: 0, block: AddressBlock(holding: address, length: 8), priority: 8, path: 0,
                next: 1)
        }
        #expect(try engine.insert(rule(1), origin: 0) == .applied)
        #expect(throws: CapacityError(atoms: 3, devices: 2, cellLimit: 6)) {
            try engine.insert(rule(3), origin: 0)
        }
        #expect(engine.atoms.count == 3)
        #expect(engine.remove(rule(3), origin: 0) == .absent)
        #expect(engine.remove(rule(1), origin: 0) == .applied)
        #expect(try engine.insert(rule(3), origin: 0) == .applied)
    }

    @Test("ends a walk that runs into a ring elsewhere, however long both are")
    func foreignRing() throws {
        // 0 > 1 > … > 99 > 50: device 0 sends into a ring that it is no part of.
        var engine = ForwardingEngine<UInt8>(devices: 100, cellLimit: Self.noLimit)
        let all = AddressBlock<UInt8>(holding: 0, length: 0)
        for device in (0..<100 as Range<Int32>).reversed() {
            let rule = ForwardingRule(
                device: device, block: all, priority: 0, path: 0,
                next: device == 99 ? 50 : device + 1)
            #expect(try engine.insert(rule, origin: UInt64(device)) == .applied)
        }
        #expect(engine.loops.rings == [Array(50..<100)])
        #expect(engine.loops.loops.map(\.origin) == [50])
    }
}
