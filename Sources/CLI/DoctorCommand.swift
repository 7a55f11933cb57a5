import ArgumentParser
import Diagnostics
import Glibc

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine has of what building, testing and running devices need.",
        discussion: "Checking, compiling and auditing need nothing of it.")

    @OptionGroup var data: DataOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        var table = Table("machine", columns: ["what", "found", "for"])
        table.add(["cristallo", .string(Version.number), "you"])
        table.add(["system", .string(Machine.system), "Debian 12 is what we test on"])
        table.add(["kernel", .string(Machine.kernel), "Linux"])
        var missing: [String] = []
        for tool in Machine.tools {
            let version = tool.version()
            table.add([
                .string(tool.name), version.map(JSONValue.string) ?? nil, .string(tool.purpose),
            ])
            if version == nil, let package = tool.package { missing.append(package) }
        }
        for feature in Machine.features {
            let found: JSONValue = Machine.hasModule(feature.module) ? "yes" : nil
            table.add([.string("kernel: \(feature.module)"), found, .string(feature.purpose)])
        }
        try Terminal.write(table.rendered(as: data.output, style: talk.outputStyle))
        guard !missing.isEmpty else { return }
        let packages = Set(missing).sorted().joined(separator: " ")
        talk.say("missing; install with: apt-get install --no-install-recommends \(packages)")
        throw ExitStatus.negative.exit
    }
}

/// What is installed here.
enum Machine {
    struct Tool {
        let name: String
        /// A fixed command of the shell whose first line tells the version.
        let command: String
        let purpose: String
        /// The Debian package; nil where it does not come from Debian.
        let package: String?

        func version() -> String? { firstLine(of: command) }
    }

    static let tools = [
        Tool(
            name: "swift", command: "swift --version 2>/dev/null", purpose: "building",
            package: nil),
        Tool(
            name: "libyaml", command: "pkg-config --modversion yaml-0.1", purpose: "building",
            package: "libyaml-dev"),
        Tool(
            name: "libpcap", command: "pkg-config --modversion libpcap", purpose: "building",
            package: "libpcap-dev"),
        Tool(
            name: "zlib", command: "pkg-config --modversion zlib", purpose: "building",
            package: "zlib1g-dev"),
        Tool(
            name: "libzstd", command: "pkg-config --modversion libzstd", purpose: "building",
            package: "libzstd-dev"),
        Tool(
            name: "frr", command: "/usr/lib/frr/bgpd --version", purpose: "devices; tests",
            package: "frr"),
        Tool(
            name: "vtysh", command: "command -v vtysh", purpose: "tests of linux-frr",
            package: "frr"),
        Tool(
            name: "bird", command: "bird --version", purpose: "route servers; tests of bird2",
            package: "bird2"),
        Tool(
            name: "bgpd", command: "command -v /usr/sbin/bgpd",
            purpose: "route servers; tests of openbgpd", package: "openbgpd"),
        Tool(
            name: "nft", command: "nft --version", purpose: "devices; tests of linux-frr",
            package: "nftables"),
        Tool(
            name: "ifup", command: "ifup --version", purpose: "devices; tests of linux-frr",
            package: "ifupdown2"),
        Tool(
            name: "pyavd",
            command: ".build-python/bin/pip freeze 2>/dev/null | grep '^pyavd=='",
            purpose: "tests of eos; Scripts/setup installs it", package: nil),
        Tool(
            name: "yanglint", command: "yanglint --version", purpose: "tests of sonic and srlinux",
            package: "libyang2-tools"),
        Tool(
            name: "tshark", command: "tshark --version 2>/dev/null", purpose: "tests of captures",
            package: "tshark"),
        Tool(
            name: "tcpreplay", command: "tcpreplay --version", purpose: "tests of live captures",
            package: "tcpreplay"),
        Tool(
            name: "dot", command: "dot -V", purpose: "tests of graph --format dot",
            package: "graphviz"),
    ]

    static let features = [
        (module: "bridge", purpose: "segments on linux-frr"),
        (module: "8021q", purpose: "tagged ports on linux-frr"),
        (module: "vxlan", purpose: "segments between devices on linux-frr"),
        (module: "vrf", purpose: "VRFs on linux-frr"),
        (module: "nf_tables", purpose: "filters on linux-frr"),
    ]

    static var system: String {
        let line = firstLine(of: ". /etc/os-release && echo \"$PRETTY_NAME\"")
        return line ?? "unknown"
    }

    static var kernel: String { firstLine(of: "uname -sr") ?? "unknown" }

    /// Whether the running kernel has the module, loaded, built in or to be loaded.
    static func hasModule(_ name: String) -> Bool {
        if access("/sys/module/\(name)", F_OK) == 0 { return true }
        let lists = "/lib/modules/$(uname -r)/modules.builtin /lib/modules/$(uname -r)/modules.dep"
        return firstLine(of: "grep -hE '/\(name)[.]ko' \(lists) 2>/dev/null") != nil
    }

    /// The first line that a fixed command prints, on either stream; nil where it fails.
    private static func firstLine(of command: String) -> String? {
        let path = "PATH=\"$PATH:/usr/sbin:/sbin\"; export PATH; exec 2>&1 </dev/null; "
        guard let stream = popen(path + command, "r") else { return nil }
        var octets: [UInt8] = []
        while case let octet = getc(stream), octet != EOF {
            if octets.count < 4096 { octets.append(UInt8(truncatingIfNeeded: octet)) }
        }
        guard pclose(stream) == 0 else { return nil }
        let line = octets.prefix { $0 != 0x0a }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
