import Audit
import Diagnostics

extension AuditReport {
    /// The form for people of the whole report, nothing accepted.
    public func text(texts: SourceTexts = SourceTexts()) -> String {
        text(of: report(texts: texts))
    }

    public func json(texts: SourceTexts = SourceTexts()) -> JSONValue {
        json(of: report(texts: texts))
    }
}
