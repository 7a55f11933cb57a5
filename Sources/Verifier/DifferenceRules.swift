import Diagnostics

let reachGained = Rule(
    code: "diff.reach-gained",
    meaning:
        "Packets or frames arrive in the new version that do not in the old one, whether a contract "
        + "permits them or not.",
    bad: "a contract that permits more than the change was about",
    good: "a change of reach that is the purpose of the change of the topology")

let reachLost = Rule(
    code: "diff.reach-lost",
    meaning: "Packets or frames arrive in the old version that do not in the new one.",
    bad: "a segment that loses its last port together with a contract that others still need",
    good: "a change of reach that is the purpose of the change of the topology")

let firewallChanged = Rule(
    code: "diff.firewall-changed",
    meaning:
        "Packets arrive in both versions, and pass other firewalls in the new one; connections that "
        + "are open are not known there.",
    bad: "firewalls: devices: [fw-2, fw-1], where it was [fw-1, fw-2]",
    good: "the active firewall of a pair stays the active one")

/// The rules of differences between two versions.
public let differenceRules: [Rule] = [firewallChanged, reachGained, reachLost]
