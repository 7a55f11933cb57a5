import Backends
import IR
import Net
import TestSupport
import Testing

@Suite struct ValidatorTests {
    @Test(
        "the target systems read every generated file without a complaint",
        .enabled(if: Validator.areAllWanted, "needs frr, ifupdown2, nftables, bird2 and openbgpd"),
        arguments: CompiledTopology.names)
    func everyFile(topology: String) throws {
        let fabric = try CompiledTopology.fabric(named: topology)
        for index in fabric.devices.indices {
            let files = generateFiles(for: DeviceID(index), of: fabric).files
            #expect(!files.isEmpty)
            let policy = files.first { $0.path.hasSuffix("/ifupdown2.json") }
            for validator in Validator.allCases {
                for file in files where file.path.hasSuffix("/" + validator.file) {
                    let complaints = try validator.complaints(
                        about: file.text, policy: policy?.text ?? "{}")
                    #expect(complaints == [], "\(validator) on \(topology)/\(file.path)")
                }
            }
        }
    }

    @Test(
        "a LAG with tagged and native segments is read by ifupdown2",
        .enabled(if: Validator.ifup.isWanted, "needs ifupdown2"))
    func lag() throws {
        var fabric = try CompiledTopology.fabric(named: "sct")
        let leaf = try #require(fabric.devices.firstIndex { $0.name.text == "leaf-a1" })
        let trunk = try #require(
            fabric.devices[leaf].interfaces.firstIndex {
                if case .trunk(let tagged, _) = $0.role { tagged.count > 1 } else { false }
            })
        guard case .trunk(let tagged, _) = fabric.devices[leaf].interfaces[trunk].role else {
            return
        }
        let legs = [try PortName("swp40"), try PortName("swp41")]
        let bond = try PortName("bond1")
        fabric.devices[leaf].interfaces[trunk].name = .lag(bond, legs: legs)
        fabric.devices[leaf].interfaces[trunk].role = .trunk(
            tagged: Array(tagged.dropFirst()), native: tagged[0])
        for index in fabric.devices[leaf].interfaces.indices {
            let name = fabric.devices[leaf].interfaces[index].name
            if legs.contains(where: { name == .port($0) }) {
                fabric.devices[leaf].interfaces[index].role = .member(of: bond)
            }
        }
        let files = generateFiles(for: DeviceID(leaf), of: fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/interfaces") }?.text)
        let policy = try #require(files.first { $0.path.hasSuffix("/ifupdown2.json") }?.text)
        #expect(text.contains("bond-slaves swp40 swp41"))
        #expect(text.contains("bridge-pvid \(fabric[tagged[0]].vlan)\n"))
        #expect(try Validator.ifup.complaints(about: text, policy: policy) == [])
    }

    /// A file that is right, what is changed in it, and who has to see it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var validator: Validator
        var platform = "linux-frr"
        var device: String
        var right: String
        var wrong: String

        var testDescription: String { "\(validator): \(wrong)" }
    }

    static let mistakes = [
        Mistake(
            validator: .vtysh, device: "sct/leaf-a1", right: "redistribute connected",
            wrong: "redistribute conected"),
        Mistake(
            validator: .vtysh, device: "sct/sleaf-2", right: " tag 250 250", wrong: " tag 250 256"),
        Mistake(
            validator: .bgpd, device: "sct/leaf-a1", right: "route-target import 64900:",
            wrong: "route-target import hello:"),
        Mistake(
            validator: .zebra, device: "sct/spine-1", right: "ge 32\n", wrong: "ge 20\n"),
        Mistake(
            validator: .ifup, device: "sct/leaf-a1", right: "vxlan-learning no",
            wrong: "vxlan-learning maybe"),
        Mistake(
            validator: .ifup, device: "sct/fw-1", right: "address 192.0.2.",
            wrong: "address 192.0.2.300"),
        Mistake(
            validator: .nft, device: "tix/edge-1", right: "counter drop", wrong: "conter drop"),
        Mistake(
            validator: .bird, platform: "bird2", device: "tix/rs-1", right: "define cr_own_ipv4",
            wrong: "define rs"),
    ]

    @Test(
        "a wrong line does not pass",
        .enabled(if: Validator.areAllWanted, "needs frr, ifupdown2, nftables, bird2 and openbgpd"),
        arguments: mistakes)
    func planted(mistake: Mistake) throws {
        let folder = "Fixtures/Golden/\(mistake.platform)/\(mistake.device)"
        let text = try Repository.text("\(folder)/\(mistake.validator.file)")
        let policy = try? Repository.text("\(folder)/ifupdown2.json")
        let wrong = text.replacing(mistake.right, with: mistake.wrong)
        #expect(wrong != text)
        func complaints(_ text: String) throws -> [String] {
            try mistake.validator.complaints(about: text, policy: policy ?? "{}")
        }
        #expect(try complaints(text) == [])
        #expect(try !complaints(wrong).isEmpty)
    }

    @Test(
        "ifupdown2 refuses our routing tables without our policy",
        .enabled(if: Validator.ifup.isWanted, "needs ifupdown2"))
    func policy() throws {
        let text = try Repository.text("Fixtures/Golden/linux-frr/sct/leaf-a1/interfaces")
        #expect(try !Validator.ifup.complaints(about: text).isEmpty)
    }
}
