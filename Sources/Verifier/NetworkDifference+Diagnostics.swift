import Diagnostics
import Forwarding

/// An error for each difference between configurations and topology, at the line of the
/// configuration, or where it is missing at the line of the topology that asks for it.
public func differenceDiagnostics(
    _ differences: [NetworkDifference], lines: ConfigurationLines
) -> [Diagnostic] {
    differences.map { difference in
        let fact = difference.fact.description
        let message =
            switch difference.kind {
            case .missing: "\(difference.device) is not told '\(fact)', as the topology means it"
            case .extra: "\(difference.device) is told '\(fact)', which the topology does not mean"
            case .moved: "\(difference.device) is told '\(fact)' in another order than is meant"
            }
        let span = difference.line.flatMap { lines.span(of: $0) }
        return .error(
            notAsIntended.code, message, at: span ?? difference.origins.first,
            notes: span == nil
                ? [] : difference.origins.prefix(1).map { .init("meant by", at: $0) },
            hint: "compile the topology and install its files, or change the topology")
    }
}
