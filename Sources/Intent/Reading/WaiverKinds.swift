import Diagnostics
import Net

extension ValueKind where Value == Located<Fingerprint> {
    static var fingerprint: Self {
        .notation("a fingerprint of 16 hexadecimal digits", pattern: "^[0-9a-f]{16}$") {
            text throws(NotationError) in
            guard let value = Fingerprint(text) else {
                throw NotationError(expected: "a fingerprint of 16 hexadecimal digits")
            }
            return value
        }
    }
}

extension ValueKind where Value == Located<RuleCode> {
    static var ruleCode: Self {
        .notation(
            "the code of a finding, such as audit.unintended-flow",
            pattern: "^[a-z0-9-]+[.][a-z0-9-]+$"
        ) { text throws(NotationError) in try RuleCode(text) }
    }
}
