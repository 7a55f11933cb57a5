import Diagnostics

extension Breach.Kind {
    var rule: Rule {
        switch self {
        case .layer2: sharedBroadcastDomain
        case .layer3: leak
        case .device: deviceExposed
        case .bypass: firewallBypassed
        }
    }
}

let sharedBroadcastDomain = Rule(
    code: "verify.shared-broadcast-domain",
    meaning:
        "Frames of one zone reach stations of another: they share a broadcast domain, by a VLAN on "
        + "the wrong port, a native VLAN, a VNI that is another's, or a route target.",
    bad: "interface swp5 of a health tenant: bridge-access 141, the VLAN of a municipality",
    good: "interface swp5: bridge-access 110, the VLAN of its own segment")

let leak = Rule(
    code: "verify.leak",
    meaning:
        "A packet that no contract permits can be sent from one zone and arrives in another. The "
        + "packet is shown with its way, and with the lines that are to blame.",
    bad: "vrf v-prato-41: route-target import 64900:2000021, which is a health tenant's",
    good: "vrf v-prato-41: route-target import 64900:2000041, its own alone")

let deviceExposed = Rule(
    code: "verify.device-exposed",
    meaning:
        "More than ICMP can be sent to a device of the fabric itself from outside the management "
        + "network.",
    bad: "nftables.conf without its chain input",
    good: "chain input with policy drop")

let firewallBypassed = Rule(
    code: "verify.firewall-bypassed",
    meaning: "What a contract permits reaches the other side without passing a stateful firewall.",
    bad: "a static route from one tenant's VRF straight into another's",
    good: "routes between tenants lead to the firewall")

let contractFails = Rule(
    code: "verify.contract-fails",
    meaning:
        "What a contract permits, or what belongs together within a zone, does not arrive: it is lost "
        + "on the way, has no gateway, goes round in a circle, or meets another firewall on the way "
        + "back than on the way there.",
    bad: "a leaf without the route to the firewall that the contract needs",
    good: "every leaf has the routes that its tenants' contracts need")

let notAsIntended = Rule(
    code: "verify.not-as-intended",
    meaning:
        "A configuration says something else than what the topology compiles to. Whether it is "
        + "harmful the proof says; that it is a difference is an error in any case.",
    bad: "route-target import 64900:2000022 where the topology gives 64900:2000021",
    good: "the files as 'compile' wrote them")

let unmodelledLine = Rule(
    code: "verify.unmodelled-line",
    meaning:
        "A line bears on isolation and is in no form that the proof understands. Whatever depends on "
        + "it is UNKNOWN, and never PROVED.",
    bad: "nftables.conf: meta mark 7 accept",
    good: "only what 'compile' writes")

let coverage = Rule(
    code: "verify.unused-line",
    meaning:
        "No proof and no contract ever used what the line asks for: nothing is plugged in there, or "
        + "no contract leads to it.",
    bad: "a contract to a segment that no port is in",
    good: "segments with ports, and contracts between them")

let shadowedContract = Rule(
    code: "verify.shadowed-contract",
    meaning:
        "Every packet that a contract lets anybody open is permitted by other contracts, too: taking "
        + "the contract away changes nothing, and that is seldom what its line was written for.",
    bad: "a contract for tcp/443 beside one of the same two tenants for tcp/1-1024",
    good: "one contract for one purpose")

let unguardedEdge = Rule(
    code: "verify.unguarded-edge",
    meaning:
        "A port on a LAN of the exchange lets in more than it may: every edge, a LAG and the port of a "
        + "route server included, has its stations, the three ethertypes, limits for storms and a "
        + "device that hears nothing from it. One port without is enough to take an exchange down.",
    bad: "chain port-swp1 without its limits, or swp7 with bridge-access 100 and no chain at all",
    good: "nftables.conf as 'compile' wrote it")

/// The rules of this module.
public let verifierRules: [Rule] = [
    contractFails, coverage, deviceExposed, firewallBypassed, leak, notAsIntended,
    shadowedContract, sharedBroadcastDomain, unguardedEdge, unmodelledLine,
]
