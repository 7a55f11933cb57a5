import Diagnostics
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite struct BIRD2Tests {
    private func diagnostics(
        _ change: (inout RouteServer) throws -> Void
    ) throws -> [Diagnostic] {
        let (fabric, device) = try LabExchange.fabric(change)
        let rendering = generateFiles(for: device, of: fabric)
        #expect(rendering.files.isEmpty != rendering.diagnostics.isEmpty)
        return rendering.diagnostics
    }

    @Test("roles without a rule against leaks are refused, which BIRD has by itself")
    func roles() throws {
        let refused = try diagnostics { server in
            server.rules.removeAll { $0.kind == .leaks }
        }
        #expect(refused.map(\.code) == [notExpressible.code])
        let accepted = try diagnostics { server in
            server.rules.removeAll { $0.kind == .leaks }
            server.hasRoles = false
        }
        #expect(accepted.isEmpty)
    }

    @Test("the name of a key is as long as symbols may be, and no longer")
    func secrets() throws {
        for (length, count) in [(54, 0), (55, 1)] {
            let refused = try diagnostics { server in
                server.clients[0].secret = try Name(String(repeating: "k", count: length))
            }
            #expect(refused.count == count)
        }
    }

    @Test("sessions of one member share a set where it is the same")
    func sharedSets() throws {
        func text(_ change: (inout RouteServer) throws -> Void) throws -> String {
            let (fabric, device) = try LabExchange.fabric(change)
            return generateFiles(for: device, of: fabric).files
                .first { $0.path.hasSuffix("/bird.conf") }?.text ?? ""
        }
        let shared = try text { _ in }
        #expect(shared.split(separator: "define cr_prefixes_ipv4_as64496 =").count == 2)
        let own = try text { $0.clients[1].prefixes.removeLast() }
        #expect(!own.contains("cr_prefixes_ipv4_as64496"))
        #expect(own.contains("define cr_prefixes_192_0_2_10 = [10.0.0.0/16+, 100.64.0.0/28+];"))
        #expect(own.contains("define cr_prefixes_192_0_2_11 = [10.0.0.0/16+];"))
        #expect(own.contains("define cr_origins_as64496 = [64496];"))
    }
}
