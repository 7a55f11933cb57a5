import Capture
import Diagnostics
import IR
import Net
import TestSupport
import Testing

@testable import Audit

@Suite("pseudonyms")
struct PseudonymTests {
    /// No cipher, but as good as one for what is tested here.
    private static func pseudonymiser(_ key: UInt64) -> Pseudonymiser {
        Pseudonymiser(secret: UInt128(key)) { block in
            let low = FixedHash.hash(UInt64(truncatingIfNeeded: block) ^ key)
            let high = FixedHash.hash(UInt64(truncatingIfNeeded: block >> 64) ^ low)
            return UInt128(high) << 64 | UInt128(low ^ high)
        }
    }

    private func commonBits(_ left: UInt128, _ right: UInt128, _ width: Int) -> Int {
        min((left ^ right).leadingZeroBitCount - (128 - width), width)
    }

    @Test(
        "have as many leading bits in common as the addresses",
        arguments: [AddressFamily.ipv4, .ipv6], 1...10 as ClosedRange<UInt64>)
    func prefixes(family: AddressFamily, seed: UInt64) {
        let pseudonym = Self.pseudonymiser(seed)
        var random = SeededGenerator(seed: seed)
        let width = family.bitWidth
        func draw() -> UInt128 {
            let bits = UInt128.random(in: 0...(.max), using: &random)
            return bits >> UInt128(128 - width)
        }
        for _ in 0..<100 {
            let first = draw()
            // Two of random length in common, the ends on purpose.
            let common = random.pick([
                0, 1, width - 1, width, Int.random(in: 0...width, using: &random),
            ])
            let kept: UInt128 = common == 0 ? 0 : ~0 << UInt128(width - common)
            let second = first & kept | draw() & ~kept
            let (one, other) = (
                pseudonym(IPAddress(family: family, bits: first)),
                pseudonym(IPAddress(family: family, bits: second))
            )
            #expect(one.family == family)
            #expect(
                commonBits(one.bits, other.bits, width) == commonBits(first, second, width),
                "seed \(seed), \(first), \(second)")
        }
    }

    @Test("of MAC addresses differ, and keep the bits for groups and local addresses")
    func macs() {
        let pseudonym = Self.pseudonymiser(3)
        var random = SeededGenerator(seed: 3)
        var seen: Set<UInt64> = []
        for _ in 0..<2000 {
            let mac = MACAddress(rawValue: UInt64.random(in: 0..<1 << 48, using: &random))
            let other = pseudonym(mac)
            #expect(other.rawValue >> 40 & 3 == mac.rawValue >> 40 & 3)
            seen.insert(other.rawValue)
        }
        #expect(seen.count == 2000)
    }

    @Test("depend on the key, and on nothing else")
    func key() {
        let address = FrameBuilder.address("192.0.2.1")
        #expect(Self.pseudonymiser(1)(address) == Self.pseudonymiser(1)(address))
        #expect(Self.pseudonymiser(1)(address) != Self.pseudonymiser(2)(address))
    }

    @Test(
        "stand for every address of a report and of its evidence, in every layer",
        arguments: 1...4 as ClosedRange<UInt64>)
    func reports(seed: UInt64) throws {
        let plan = try AuditOfFrames.sct.get()
        var random = SeededGenerator(seed: seed)
        var traffic = FabricTraffic(plan.fabric, seed: seed)
        let frames =
            (0..<150).map { _ in traffic.anyFrame() }
            + (0..<150).map { _ in PartOfAudit.tunnelled(plan, &random) }
        var options = AuditOptions()
        options.evidenceLimit = 300
        let plain = try AuditOfFrames.report(frames, plan, options: options)
        let pseudonym = Self.pseudonymiser(seed)
        let report = plain.pseudonymised(by: pseudonym)
        #expect(report.findings.map(\.packets) == plain.findings.map(\.packets))
        let decoder = FrameDecoder()
        var kept = 0
        for (finding, other) in zip(plain.findings, report.findings) {
            for (frame, changed) in zip(finding.evidence, other.evidence) {
                // A guess that checks a sum is not kept.
                guard !changed.headers.isEmpty else { continue }
                kept += 1
                #expect(
                    changed.decoded(by: decoder)
                        == frame.decoded(by: decoder).pseudonymised(by: pseudonym))
                for address in addresses(in: frame, decoder) {
                    #expect(!changed.headers.contains(address), "seed \(seed): \(address)")
                }
            }
        }
        #expect(kept > 150 && report.findings.count > 10)
        let told = Set(
            (report.text() + report.json().text())
                .split { !$0.isHexDigit && $0 != ":" && $0 != "." }
                // An IPv4 address may have its port behind it.
                .map { String($0.contains(".") ? $0.prefix { $0 != ":" } : $0) })
        for finding in plain.findings where finding.sample.frame.kind == .ip {
            for address in [finding.sample.frame.key.source, finding.sample.frame.key.destination] {
                // The unspecified address is made of nothing but punctuation.
                guard address.bits != 0, !address.isDeclared(by: plan.fabric) else { continue }
                #expect(!told.contains("\(address)"), "seed \(seed): \(address)")
            }
        }
    }

    /// The octets of the addresses of every layer.
    private func addresses(in frame: EvidenceFrame, _ decoder: FrameDecoder) -> [[UInt8]] {
        let read = frame.decoded(by: decoder)
        var result: [[UInt8]] = []
        for mac in [read.link.source, read.link.destination] where mac.rawValue != 0 {
            result.append(Array(FrameBuilder.big(mac.rawValue)[2...]))
        }
        let keys =
            (read.kind == .ip ? [read.key] : []) + (read.outerKind == .ip ? [read.outer] : [])
        for address in keys.flatMap({ [$0.source, $0.destination] }) {
            switch address {
            case .ipv4(let ipv4): result.append(FrameBuilder.big(ipv4.rawValue))
            case .ipv6(let ipv6): result.append(FrameBuilder.big(ipv6.rawValue))
            }
        }
        return result.filter { !$0.allSatisfy { $0 == 0 } }
    }
}

extension IPAddress {
    /// Whether it stands in the topology itself, as the address of a prefix.
    fileprivate func isDeclared(by fabric: Fabric) -> Bool {
        fabric.segments.flatMap { $0.prefixes.map(\.prefix.address) }.contains(self)
            || fabric.infrastructure.map(\.prefix.address).contains(self)
    }
}
