import ArgumentParser
import Diagnostics
import Intent
import Net

struct ImportPayloadsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vrps",
        abstract: "Take what validators of the RPKI say, as far as members can use it.",
        discussion: """
            The file is the JSON of rpki-client or routinator. Of its payloads those are taken that \
            cover a prefix of some member or lie inside one. Where 'suffices_for_prefix' lets a \
            valid origin stand in for a registered prefix, those of the members' AS numbers and \
            origins are taken too: take the snapshot anew when that is switched on. No other \
            payload decides anything at the exchange. ASPAs are taken all, where there are some: \
            any network may be in a path.

            A file without any payload to take is refused. So is one in which payloads or ASPAs are \
            less than half of what the snapshot has, or none any more, which stays as it is; \
            --accept-shrink says that it is meant.

            Exit status: 0 the snapshot is written, 2 a file is wrong, 3 nothing is left of it, or \
            less than half.
            """)

    @Argument(
        help: ArgumentHelp("The file of the validator.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        name: .customLong("topology"),
        help: ArgumentHelp(
            "The topology whose members use it: a file or a directory; may be repeated.",
            valueName: "path"))
    var topology: [String] = []

    @Flag(help: "Take it though less than half of the payloads or of the ASPAs is left.")
    var acceptShrink = false

    @OptionGroup var options: SnapshotOptions
    @OptionGroup var talk: TalkOptions

    func run() throws {
        let earlier = try SnapshotSection.validatedPayloads.earlier(at: options.into)
        let exchange = try Project.exchange(topology, replacing: options.into, talk: talk)
        let source = try OutsideFile(file)
        let head = try SnapshotHead(options.origin, octets: source.octets)
        let choice = PayloadChoice(for: exchange)
        var payloads: Set<Payload> = []
        // The RPKI has a million of them, most of which nobody here needs.
        var lists = JSONLists(["roas", "aspas"], in: source.octets, keepsFractions: true)
        var count = 0
        var aspas = ProviderAuthorizations()
        while let (list, element) = try source.next(of: &lists) {
            if list == "aspas" {
                try aspas.add(element, source)
                continue
            }
            let payload = try Payload(element, "roas[\(count)]", source)
            if choice.takes(payload) { payloads.insert(payload) }
            count += 1
        }
        guard lists.found.contains("roas") else {
            throw source.expected(
                "a list 'roas', as rpki-client and routinator write", at: "the top")
        }
        if lists.foreign.contains("aspas") {
            throw source.expected("a list of ASPAs", at: "aspas")
        }
        guard !payloads.isEmpty else {
            throw Failure(
                .undecided,
                "none of \(counted(count, "payload")) is about a member; "
                    + "'\(options.into)' stays as it is")
        }
        if !acceptShrink,
            let shrunk = shrinkage(
                since: earlier?.validatedPayloads, payloads: payloads.count, aspas: aspas.count)
        {
            throw Failure(
                .undecided, "\(shrunk); '\(options.into)' stays as it is",
                hint: "look at the validator, or repeat it with --accept-shrink")
        }
        var text = "# Written by 'cristallo import vrps'; the next import replaces it.\n"
        text += "validated_payloads:\n" + head.text(indent: "  ") + "  payloads:\n"
        for payload in payloads.sorted() { text += "    - \(payload.text)\n" }
        text += aspas.text(indent: "  ")
        try OutputFiles().write(Array(text.utf8), to: options.into, talk: talk)
        talk.say(
            "\(payloads.count) of \(counted(count, "payload"))"
                + (aspas.count > 0 ? ", \(counted(aspas.count, "ASPA"))" : "")
                + " -> \(options.into)")
    }

    /// What is less than half of before, as a sentence; nil where nothing is.
    private func shrinkage(
        since earlier: ValidatedPayloads?, payloads: Int, aspas: Int
    ) -> String? {
        guard let earlier else { return nil }
        if hasShrunk(from: earlier.payloads.count, to: payloads) {
            return "\(counted(earlier.payloads.count, "payload")) before, \(payloads) now"
        }
        guard hasShrunk(from: earlier.aspas.count, to: aspas) else { return nil }
        return "\(counted(earlier.aspas.count, "ASPA")) before, \(aspas) now"
    }
}

/// Which payloads decide something at an exchange.
private struct PayloadChoice {
    private let prefixes: PrefixOverlaps
    /// Whose valid routes need no registered prefix: of another origin none passes (RFC 6811 compares
    /// with the last AS of the path, which is to be one of these).
    private let origins: Set<UInt32>

    init(for exchange: Exchange) {
        let members = exchange.members
        prefixes = PrefixOverlaps(of: members.flatMap(\.prefixes).map(\.value))
        let suffices = exchange.policy?.originValidation?.sufficesForPrefix?.value ?? false
        origins =
            suffices ? Set(members.flatMap { [$0.asn] + $0.origins }.map(\.value.rawValue)) : []
    }

    func takes(_ payload: Payload) -> Bool {
        origins.contains(payload.asn) || prefixes.contains(payload.prefix)
    }
}

/// One payload of a validator's file.
private struct Payload: Hashable, Comparable {
    let prefix: IPPrefix
    let maxLength: Int
    let asn: UInt32

    init(
        _ value: JSONValue, _ place: @autoclosure () -> String, _ source: OutsideFile
    ) throws(Failure) {
        guard let text = value["prefix"]?.string, let prefix = try? IPPrefix(text) else {
            throw source.expected("a prefix", at: "\(place()).prefix")
        }
        guard let number = asNumber(value["asn"]) else {
            throw source.expected("an AS number", at: "\(place()).asn")
        }
        let written = value["maxLength"].flatMap { $0 == .null ? nil : $0 }
        guard let maxLength = written.map(\.integer) ?? prefix.length,
            (prefix.length...prefix.family.bitWidth).contains(maxLength)
        else {
            throw source.expected("a length of a part of \(prefix)", at: "\(place()).maxLength")
        }
        self.prefix = prefix
        self.maxLength = maxLength
        asn = number
    }

    var text: String {
        let length = maxLength == prefix.length ? "" : "max_length: \(maxLength), "
        return "{prefix: \"\(prefix)\", \(length)asn: \(asn)}"
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.prefix, left.maxLength, left.asn) < (right.prefix, right.maxLength, right.asn)
    }
}

/// Prefixes that overlap one of a list, by binary search: of the list the widest ones are enough,
/// and those do not overlap each other.
private struct PrefixOverlaps {
    private var widest: [IPPrefix] = []

    init(of prefixes: [IPPrefix]) {
        for prefix in prefixes.sorted() where widest.last?.contains(prefix) != true {
            widest.append(prefix)
        }
    }

    func contains(_ prefix: IPPrefix) -> Bool {
        var low = 0
        var high = widest.count
        while low < high {
            let middle = (low + high) / 2
            if widest[middle] < prefix { low = middle + 1 } else { high = middle }
        }
        return [low - 1, low].contains {
            widest.indices.contains($0) && widest[$0].overlaps(prefix)
        }
    }
}
