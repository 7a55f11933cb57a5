/// What a diagnostic code means, for people: `cristallo explain CODE` and the reference print it.
///
/// Whoever emits a code declares its rule beside the code that finds it, so that no code is
/// without an explanation; a test compares the two.
public struct Rule: Hashable, Sendable {
    /// `stage.what-is-wrong`; the fixture under `Fixtures/Diagnostics` has the same name.
    public let code: String
    /// What is wrong and why it matters, in one or two sentences.
    public let meaning: String
    /// The shortest input that the rule refuses.
    public let bad: String
    /// The same input put right.
    public let good: String

    public init(code: String, meaning: String, bad: String, good: String) {
        self.code = code
        self.meaning = meaning
        self.bad = bad
        self.good = good
    }
}
