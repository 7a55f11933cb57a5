import CertificateChecker
import Compiler
import Forwarding
import IR
import TestSupport

@testable import Verifier

/// A network that was proved, its policy, and the certificate of the proof.
struct CertifiedNetwork {
    let network: Network
    let breaches: [Breach]
    let policy: Policy
    let lines: [String]
    /// Has answered once, so that its graph knows its edges.
    private let checker: CertificateChecker

    var text: [UInt8] { Self.text(lines) }

    static func text(_ lines: [String]) -> [UInt8] {
        Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    init(_ fabric: Fabric) { self.init(Network(fabric), Policy(fabric)) }

    init(_ network: Network, _ policy: Policy) {
        self.network = network
        self.policy = policy
        var prover = Prover(network, against: policy)
        prover.prove()
        breaches = prover.results.flatMap(\.breaches)
        let text = prover.certificate(
            tool: "0.1.0", files: [(path: "a topology.yaml", digest: "00ff")])
        lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        var checker = CertificateChecker(network, against: policy)
        if let certificate = try? Certificate(reading: text) { try? checker.check(certificate) }
        self.checker = checker
    }

    /// A topology of the repository. Each is proved once.
    static func named(_ name: String) throws -> CertifiedNetwork {
        switch name {
        case "sct": try sct.get()
        default: CertifiedNetwork(try CompiledTopology.fabric(named: name))
        }
    }

    private static let sct = Result {
        CertifiedNetwork(try CompiledTopology.fabric(named: "sct"))
    }

    static func generated(_ seed: Int, devices: Int = 12, tenants: Int = 8) throws
        -> CertifiedNetwork
    {
        let generator = TopologyGenerator(
            seed: UInt64(seed), devices: devices, tenants: tenants, contracts: 12)
        return CertifiedNetwork(
            try CompiledTopology.fabric(generator.text, path: "generated.yaml"))
    }

    /// Why a text is no certificate of the network; nil where it is one.
    func refusal(of text: [UInt8]) -> Refusal? {
        do throws(Refusal) {
            var checker = checker
            try checker.check(try Certificate(reading: text))
            return nil
        } catch {
            return error
        }
    }

    func refusal(of lines: [String]) -> Refusal? { refusal(of: Self.text(lines)) }

    /// Why the certificate is none of this network; nil where it is one.
    var refusal: Refusal? { refusal(of: text) }

    /// Why the certificate is none of another network with the same policy.
    func refusal(for network: Network) -> Refusal? {
        do throws(Refusal) {
            var checker = CertificateChecker(network, against: policy)
            try checker.check(try Certificate(reading: text))
            return nil
        } catch {
            return error
        }
    }
}
