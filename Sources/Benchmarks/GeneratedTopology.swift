import TestSupport

/// Prints a generated topology, so that its rows can be run by hand.
enum GeneratedTopology {
    static let usage = "topology DEVICES TENANTS CONTRACTS"

    static func run(_ arguments: [String]) throws {
        let numbers = arguments.compactMap { Int($0) }
        guard numbers.count == 3, numbers.count == arguments.count,
            (TopologyGenerator.fewestDevices...TopologyGenerator.mostDevices).contains(numbers[0]),
            (0...TopologyGenerator.mostTenants).contains(numbers[1]), numbers[2] >= 0
        else { throw BenchmarkError(message: "usage: \(usage)") }
        let generator = TopologyGenerator(
            seed: 1, devices: numbers[0], tenants: numbers[1], contracts: numbers[2])
        print(generator.text, terminator: "")
    }
}
