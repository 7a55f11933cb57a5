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

    @Option(
        help: ArgumentHelp("End after so many frames.", valueName: "number"),
        transform: wholeNumber(in: 1...UInt64.max, "a number of frames"))
    var count: UInt64?

    @Option(
        help: ArgumentHelp("End after so many seconds.", valueName: "number"),
        transform: wholeNumber(in: 1...Int.max, "a number of seconds"))
    var seconds: Int?

    @Option(
        help: ArgumentHelp(
            "Look only at frames that match an expression of pcap-filter(7); the answer is then never "
                + "clean.",
            valueName: "expression"))
    var filter: String?

    @Option(
        help: ArgumentHelp(
            "Who to become, where started as root, before the first frame is read (default: nobody).",
            valueName: "name"))
    var user: String?

    @Option(
        name: .customLong("snap-length"),
        help: ArgumentHelp(
            "Octets kept of each frame; headers are all that is read (default: "
                + "\(LiveOptions(port: "").snapLength)).",
            valueName: "octets"),
        transform: wholeNumber(in: LiveOptions.snapLengths, "a number of octets"))
    var snapLength: Int?

    @Option(
        help: ArgumentHelp(
            "MiB of the kernel's ring for frames (default: "
                + "\(LiveOptions(port: "").bufferSize >> 20)).",
            valueName: "number"),
        transform: wholeNumber(in: 1...1024, "a number of MiB"))
    var buffer: Int?

    @Flag(
        name: .customLong("promiscuous"), inversion: .prefixedNo,
        help: "Ask the port for the frames of others, too (default: --promiscuous).")
    var isPromiscuous: Bool?

    func validate() throws {
        guard port == nil else { return }
        let given = [
            (count != nil, "--count"), (seconds != nil, "--seconds"), (filter != nil, "--filter"),
            (user != nil, "--user"), (snapLength != nil, "--snap-length"),
            (buffer != nil, "--buffer"),
            (isPromiscuous != nil, isPromiscuous == true ? "--promiscuous" : "--no-promiscuous"),
        ].filter(\.0).map(\.1)
        if !given.isEmpty {
            throw ValidationError(
                "\(given.joined(separator: ", ")): only the frames of a port (--interface) are "
                    + "captured here, others are read as they were captured")
        }
    }

    /// Who to become.
    var userName: String { user ?? "nobody" }

    /// - Precondition: there is a port.
    var options: LiveOptions {
        var options = LiveOptions(port: port!)
        options.snapLength = snapLength ?? options.snapLength
        options.bufferSize = buffer.map { $0 << 20 } ?? options.bufferSize
        options.isPromiscuous = isPromiscuous ?? true
        options.filter = filter
        options.frameLimit = count ?? .max
        return options
    }
}
