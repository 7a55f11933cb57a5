import Diagnostics
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite struct FeatureTests {
    @Test("back-ends stand in order of names, each once")
    func order() {
        let names = allBackends.map(\.name)
        #expect(names == Set(names).sorted())
        #expect(backend(named: "linux-frr")?.name == "linux-frr")
        #expect(backend(named: "openwrt") == nil)
    }

    @Test(
        "every feature is used by an example, and somebody can say it", arguments: Feature.allCases)
    func used(feature: Feature) throws {
        #expect(allBackends.contains { $0.features.contains(feature) })
        // No example has a LAG.
        guard feature != .lag else { return }
        let isUsed = try CompiledTopology.names.contains { name in
            let fabric = try CompiledTopology.fabric(named: name)
            return fabric.devices.contains { device in
                Feature.uses(of: device, in: fabric).contains { $0.feature == feature }
            }
        }
        #expect(isUsed)
    }

    @Test("what a platform cannot say is an error at its line, and there are no files")
    func refused() throws {
        for name in CompiledTopology.names {
            var fabric = try CompiledTopology.fabric(named: name)
            for index in fabric.devices.indices {
                let device = fabric.devices[index]
                let isServer = device.role == .routeServer
                fabric.devices[index].platform = isServer ? "linux-frr" : "bird2"
                let rendering = generateFiles(for: DeviceID(index), of: fabric)
                #expect(rendering.files.isEmpty)
                #expect(rendering.diagnostics.hasErrors)
                #expect(rendering.diagnostics.allSatisfy { $0.code == "backend.not-expressible" })
                if isServer {
                    #expect(
                        rendering.diagnostics.contains { $0.span == device.routeServer?.origin })
                }
                for filter in device.filters {
                    let origin = filter.defaultOrigins.first
                    #expect(rendering.diagnostics.contains { $0.span == origin })
                }
            }
        }
    }

    @Test("a platform that nobody knows is an error at the device")
    func unknownPlatform() throws {
        var fabric = try CompiledTopology.fabric(named: "smallest")
        fabric.devices[0].platform = "openwrt"
        let rendering = generateFiles(of: fabric)
        #expect(!rendering.files.contains { $0.path.hasPrefix("\(fabric.devices[0].name)/") })
        #expect(rendering.diagnostics.map(\.code) == ["backend.not-expressible"])
        #expect(rendering.diagnostics.first?.span == fabric.devices[0].origin)
    }

    @Test(
        "a port name that Linux cannot have is refused",
        arguments: ["Ethernet1/1", "lo", "mgmt", "bridge", "vlan110", "vni5", "v-prato-1"])
    func portName(text: String) throws {
        var fabric = try CompiledTopology.fabric(named: "smallest")
        let port = try PortName(text)
        let leaf = try #require(fabric.devices.firstIndex { $0.role == .leaf })
        let index = try #require(
            fabric.devices[leaf].interfaces.firstIndex { $0.name.port != nil })
        fabric.devices[leaf].interfaces[index].name = .port(port)
        let origin = fabric.devices[leaf].interfaces[index].origins.first
        let rendering = generateFiles(for: DeviceID(leaf), of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(rendering.diagnostics.map(\.span) == [origin])
    }

    @Test("a sub-interface that is too long for Linux is refused, one of 15 octets is not")
    func longSubinterface() throws {
        let vlan = try #require(VLANID(rawValue: 3500))
        let fits = LinuxName(.subinterface(try PortName("abcdefghij"), vlan))
        let tooLong = LinuxName(.subinterface(try PortName("abcdefghijk"), vlan))
        #expect(fits.objectionAsPort == nil)
        #expect(tooLong.objectionAsPort != nil)
    }

    @Test("the highest VNI, which ifupdown2 does not take, is refused at its segment")
    func highestVNI() throws {
        var fabric = try CompiledTopology.fabric(named: "smallest")
        let highest = try #require(VNI(rawValue: 16_777_215))
        let leaf = try #require(fabric.devices.firstIndex { !$0.bridgeDomains.isEmpty })
        fabric.devices[leaf].bridgeDomains[0].vni = highest
        let rendering = generateFiles(for: DeviceID(leaf), of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(
            rendering.diagnostics.map(\.span) == [fabric.devices[leaf].bridgeDomains[0].origin])
    }
}
