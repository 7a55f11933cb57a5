/// What a graph or a proof has found out, by what was asked. A copy that goes on with a changed network
/// shares what its original found and keeps apart what it forgets and finds itself: O(1) to copy, where
/// a dictionary would be copied whole when its first answer changes.
package struct Answers<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    private var original: [Question: Answer] = [:]
    /// Nil for an answer of the original that is forgotten.
    private var own: [Question: Answer?] = [:]
    private var isFork = false

    package init() {}

    package subscript(question: Question) -> Answer? {
        get {
            if isFork, let answer = own[question] { return answer }
            return original[question]
        }
        set {
            if isFork {
                own.updateValue(newValue, forKey: question)
            } else {
                original[question] = newValue
            }
        }
    }

    /// What was asked, in no order.
    package var questions: some Sequence<Question> {
        original.keys.filter { !isFork || own[$0] == nil }
            + own.lazy.filter { $0.value != nil }.map(\.key)
    }

    /// From now on what changes is kept apart from what is known so far.
    package mutating func fork() { isFork = true }
}
