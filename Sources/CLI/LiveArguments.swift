import ArgumentParser
import LiveCapture

/// How a port is audited.
struct LiveArguments: ParsableArguments {
    @Option(
        name: [.customShort("i"), .customLong("interface")],
        help: ArgumentHelp(
            "Audit the frames of a port of this machine until a signal, or a limit.",
            valueName: "port"))
    var port: String?

    @Option(help: ArgumentHelp("End after so many frames.", valueName: "number"))
    var count: UInt64?

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "number"))
    var seconds: Int?

    @Option(
        help: ArgumentHelp(
            "Look only at frames that match an expression of pcap-filter(7); the answer is then never "
                + "clean.",
            valueName: "expression"))
    var filter: String?

    @Option(
        help: ArgumentHelp(
            "Who to become, where started as root, before the first frame is read.",
            valueName: "name"))
    var user = "nobody"

    @Option(
        name: .customLong("snap-length"),
        help: ArgumentHelp(
            "Octets kept of each frame; headers are all that is read.",
            valueName: "octets"))
    var snapLength = LiveOptions(port: "").snapLength

    @Option(help: ArgumentHelp("MiB of the kernel's ring for frames.", valueName: "number"))
    var buffer = LiveOptions(port: "").bufferSize >> 20

    @Flag(
        name: .customLong("promiscuous"), inversion: .prefixedNo,
        help: "Ask the port for the frames of others, too.")
    var isPromiscuous = true

    func validate() throws {
        guard port != nil else {
            if count != nil || seconds != nil || filter != nil {
                throw ValidationError("--count, --seconds and --filter need --interface")
            }
            return
        }
        if !LiveOptions.snapLengths.contains(snapLength) {
            let range = LiveOptions.snapLengths
            throw ValidationError(
                "--snap-length is \(range.lowerBound) to \(range.upperBound) octets")
        }
        if !(1...1024).contains(buffer) { throw ValidationError("--buffer is 1 to 1024 MiB") }
        if count == 0 || seconds.map({ $0 < 1 }) == true {
            throw ValidationError("--count and --seconds are 1 or more")
        }
    }

    /// - Precondition: there is a port.
    var options: LiveOptions {
        var options = LiveOptions(port: port!)
        options.snapLength = snapLength
        options.bufferSize = buffer << 20
        options.isPromiscuous = isPromiscuous
        options.filter = filter
        options.frameLimit = count ?? .max
        return options
    }
}
