import Foundation
import TestSupport

/// libyang's `yanglint`, asked whether a configuration obeys the models of SR Linux.
///
/// The models are Nokia's (BSD-3-Clause) and no part of the repository: they are looked for beside
/// it. They are written for another program and for hundreds of features, so that a copy is made
/// that means the same to libyang for a device that has all features:
///
/// * `if-feature` is left out, and so is what holds for devices without one.
/// * `true()` and `false()` are texts, as leaves are: to XPath 1.0 a leaf that is there is true,
///   whatever it says.
/// * A leaf that is not there differs from every text.
/// * Names of identities have the prefix of their module.
///
/// libyang stops at the first `must` that does not hold, so that none can be let pass.
enum Yanglint {
    private static let models = Repository.path("../shared/data/srlinux-yang")

    /// Whether to run: tool and models are there, or have to be because the machine promises both.
    static var isWanted: Bool {
        hasTool("yanglint") && FileManager.default.fileExists(atPath: models)
            || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// Of each text what is wrong with it; empty where nothing is.
    static func complaints(about texts: [String]) throws -> [[String]] {
        try TemporaryDirectory.with { directory in
            let made = try runTool("python3", ["-c", script, models, directory])
            guard made.status == 0 else { throw Failed(description: made.errorText) }
            return try texts.map { text in
                let path = "\(directory)/config.json"
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                let result = try runTool(
                    "yanglint",
                    ["-p", directory, "-t", "config"]
                        + modules.map { "\(directory)/srl_nokia-\($0).yang" } + [path])
                let errors = result.errorText.split(separator: "\n").map(String.init)
                    .filter { !$0.hasPrefix("libyang warn") }
                return result.status == 0 ? [] : errors
            }
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Those that our files have members of; all at once are too much for libyang 2.1.
    private static let modules = [
        "interfaces", "if-ip", "interfaces-vlans", "interfaces-nbr", "interfaces-router-adv",
        "interfaces-lag", "lacp", "interfaces-bridge-table", "tunnel-interfaces",
        "network-instance", "bgp", "bgp-evpn", "bgp-vpn", "static-routes", "next-hop-groups",
        "routing-policy", "acl", "system", "system-name", "ssh", "system-protocols", "platform",
        "lldp", "interfaces-nbr-evpn", "mtu", "common",
    ]

    private static let script = #"""
        import pathlib, re, sys

        identities = {
            "srl_nokia-interfaces": ["bridged", "routed", "local-mirror-dest"],
            "srl_nokia-network-instance": ["mac-vrf", "ip-vrf", "vpws"],
            "srl_nokia-common": ["ipv4-unicast", "ipv6-unicast", "evpn"],
        }
        owners = {name: module for module, names in identities.items() for name in names}

        def absent(text):
            """What holds only for devices without a feature."""
            return re.sub(
                r'\bmust\s+("[^"]*"|\'[^\']*\')\s*\{[^{}]*if-feature\s+"not (?![^"]* or )[^"]*";[^{}]*\}',
                "", text)

        def features(text):
            return re.sub(r'(?<![:\w-])if-feature\s+("[^"]*"|[^\s;{]+)\s*(;|\{[^{}]*\})', "", text)

        def tunnels(text):
            """A container of a feature that nobody asked for asks for its leaves."""
            return re.sub(r'\bmust\s+("[^"]*encapsulate-header[^"]*"|\'[^\']*encapsulate-header[^\']*\')'
                r'\s*\{[^{}]*\}', "", text)

        def booleans(text):
            """In a string that has one kind of quotes the other kind is free."""
            def inside(match):
                string = match.group(0)
                other = "'" if string[0] == '"' else '"'
                return re.sub(r"\b(true|false)\(\)", other + r"\1" + other, string)
            return re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', inside, text)

        def differences(text):
            return re.sub(
                r'''(?<![\w:./\-\])])((?:[\w:./\-]|\[[^\[\]]*\])+) ?!= ?('[^'"\n]*'|"[^'"\n]*")''',
                r"not(\1 = \2)", text)

        def prefixes(text):
            known = dict(re.findall(r'import\s+([\w-]+)\s*\{\s*prefix\s+"?([\w-]+)"?;', text))
            own = re.search(r'^module\s+([\w-]+)', text, re.M)
            prefix = re.search(r'^\s*prefix\s+"?([\w-]+)"?;', text, re.M)
            if own and prefix:
                known[own.group(1)] = prefix.group(1)
            def named(match):
                head, quote, name = match.groups()
                owner = known.get(owners.get(name))
                return head + quote + (owner + ":" if owner else "") + name + quote
            return re.sub(r'''((?:type|afi-safi-name) ?= ?)(["'])([\w-]+)\2''', named, text)

        for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yang")):
            text = path.read_text()
            if not path.name.endswith("-extensions.yang"):
                for step in absent, features, tunnels, booleans, differences, prefixes:
                    text = step(text)
            (pathlib.Path(sys.argv[2]) / path.name).write_text(text)
        """#
}
