import Diagnostics

/// The rules that reading enforces, by code.
public let readRules: [Rule] = textRules + objectRules + valueRules

/// What a file must be before anybody asks what it says.
private let textRules = [
    Rule(
        code: "read.alias",
        meaning: "An alias stands for nothing, or for something that it is a part of.",
        bad: "fabric: *name\n", good: "fabric: sct\n"),
    Rule(
        code: "read.control-character",
        meaning:
            "The file has a control character, a bidirectional mark or a line separator that "
            + "editors do not show. It can make a text look different from what it says.",
        bad: "fabric: sct # \u{202e}\n", good: "fabric: sct # plain\n"),
    Rule(
        code: "read.duplicate-key",
        meaning: "An object has a key twice. YAML readers differ on which of the two holds.",
        bad: "fabric: sct\nfabric: tix\n", good: "fabric: sct\n"),
    Rule(
        code: "read.empty-file",
        meaning: "The file says nothing: it is empty or holds comments alone.",
        bad: "# fabric: sct\n", good: "fabric: sct\n"),
    Rule(
        code: "read.encoding", meaning: "The file is not UTF-8.",
        bad: "a file saved as Latin-1 or UTF-16", good: "the same file saved as UTF-8"),
    Rule(
        code: "read.key-not-text", meaning: "A key is a list or an object.",
        bad: "fabric: sct\n[a, b]: c\n", good: "fabric: sct\n"),
    Rule(
        code: "read.limit",
        meaning:
            "The file is larger, deeper or longer than any topology needs. Limits are checked "
            + "before the memory is spent; aliases count as what they stand for.",
        bad: "fabric: " + String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
        good: "fabric: sct\n"),
    Rule(
        code: "read.merge-key",
        meaning: "Merge keys were part of YAML 1.1 and are not part of YAML 1.2.",
        bad: "fabric: sct\ndefaults: {<<: {tenant_mtu: 1500}}\n",
        good: "fabric: sct\ndefaults: {tenant_mtu: 1500}\n"),
    Rule(
        code: "read.second-document", meaning: "A file is one YAML document.",
        bad: "fabric: sct\n---\nfabric: tix\n", good: "---\nfabric: sct\n"),
    Rule(
        code: "read.syntax", meaning: "The file is not YAML from this place on.",
        bad: "fabric: [sct\n", good: "fabric: sct\n"),
    Rule(
        code: "read.tag",
        meaning: "A tag wants to decide what a value is; only the field that holds it does.",
        bad: "fabric: !!str sct\n", good: "fabric: sct\n"),
]

/// What an object must have.
private let objectRules = [
    Rule(
        code: "read.duplicate-section",
        meaning: "What a topology has once is written in two of its files.",
        bad: "a.yaml: fabric: sct\nb.yaml: fabric: tix", good: "a.yaml: fabric: sct"),
    Rule(
        code: "read.exclusive-keys",
        meaning: "Keys that exclude each other are both there, or none of them is, or a key is "
            + "there without the one that gives it a meaning.",
        bad: "fabric: sct\ntenants:\n  - name: asl\n    class: health\n    attachments:\n"
            + "      - {port: \"leaf-1:swp1\", access: web, tagged: [records]}\n",
        good: "fabric: sct\ntenants:\n  - name: asl\n    class: health\n    attachments:\n"
            + "      - {port: \"leaf-1:swp1\", access: web}\n"),
    Rule(
        code: "read.missing-key", meaning: "An object lacks a key that it must have.",
        bad: "fabric: sct\nclasses: [{summary: Hospitals}]\n",
        good: "fabric: sct\nclasses: [{name: health, summary: Hospitals}]\n"),
    Rule(
        code: "read.name-collision",
        meaning:
            "Two names differ only in case, separators or letters that look alike; people would "
            + "take one for the other.",
        bad: "fabric: sct\nclasses: [{name: health}, {name: Health}]\n",
        good: "fabric: sct\nclasses: [{name: health}, {name: regional}]\n"),
    Rule(
        code: "read.unknown-key",
        meaning: "An object has a key that nobody reads; most often it is misspelt.",
        bad: "fabric: sct\ntenant: []\n", good: "fabric: sct\ntenants: []\n"),
    Rule(
        code: "read.wrong-type",
        meaning: "A list, an object or a single value stands where another of the three belongs.",
        bad: "fabric: [sct]\n", good: "fabric: sct\n"),
]

/// What a value must be.
private let valueRules = [
    Rule(
        code: "read.bad-value",
        meaning: "A value is not what its field expects: out of range, malformed or reserved.",
        bad: "fabric: sct\npools: {loopback_ipv4: 10.0.0.1/24}\n",
        good: "fabric: sct\npools: {loopback_ipv4: 10.0.0.0/24}\n"),
    Rule(
        code: "read.duplicate-port", meaning: "A list of ports names a port twice.",
        bad: "fabric: sct\n"
            + "devices: [{name: a, role: leaf, platform: linux-frr, ports: [swp1-4, swp2]}]\n",
        good: "fabric: sct\n"
            + "devices: [{name: a, role: leaf, platform: linux-frr, ports: [swp1-4, swp5]}]\n"),
    Rule(
        code: "read.no-value",
        meaning: "A key has no value. Nothing is not a value of any field.",
        bad: "fabric:\n", good: "fabric: sct\n"),
    Rule(
        code: "read.not-boolean",
        meaning: "Only true and false are; yes, no, on and off are texts in YAML 1.2.",
        bad: "fabric: sct\nexchange:\n  name: ix\n  members:\n    - name: a\n      asn: 64500\n"
            + "      connections: [{port: \"e:swp1\", lan: p, route_server_client: no}]\n",
        good: "fabric: sct\nexchange:\n  name: ix\n  members:\n    - name: a\n      asn: 64500\n"
            + "      connections: [{port: \"e:swp1\", lan: p, route_server_client: false}]\n"),
    Rule(
        code: "read.not-decimal",
        meaning: "A number is not written as a plain decimal. YAML 1.1 reads 010 as 8, YAML 1.2 "
            + "as 10; what two readers understand differently is refused.",
        bad: "fabric: sct\ndefaults: {tenant_mtu: 01500}\n",
        good: "fabric: sct\ndefaults: {tenant_mtu: 1500}\n"),
]
