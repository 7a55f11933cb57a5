import Diagnostics

extension WaiverFile: TopologyObject {
    static let noun = "waiver file"
    static let summary = "Findings that somebody answers for, for the option `--waivers`."

    init?(reading object: inout TopologyReader) {
        let waivers = object.required("waivers", .objects(Waiver.self), "The waivers.")
        guard let waivers else { return nil }
        self.init(waivers: waivers)
    }
}

extension Waiver: TopologyObject {
    static let noun = "waiver"
    static let summary = "A finding that somebody answers for."

    init?(reading object: inout TopologyReader) {
        let finding = object.required(
            "finding", .fingerprint, "The fingerprint of the finding, as `-o json` tells it.")
        let code = object.required("code", .ruleCode, "The code of the finding.")
        let owner = object.required("owner", .mailAddress, "Who answers for it.")
        let reason = object.required("reason", .freeText, "Why it may stay.")
        let expires = object.required("expires", .date, "The last day on which the waiver holds.")
        guard let finding, let code, let owner, let reason, let expires else { return nil }
        self.init(
            finding: finding, code: code, owner: owner, reason: reason, expires: expires,
            span: object.span)
    }
}
