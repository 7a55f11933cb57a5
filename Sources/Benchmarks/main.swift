// Benchmarks: `swift run -c release Benchmarks GROUP …`. Each group is one file and states its input,
// its baseline and its spread. Times are CPU time of the process.

let groups: [(name: String, usage: String, run: ([String]) throws -> Void)] = [
    ("arouteserver", ArouteserverBenchmarks.usage, ArouteserverBenchmarks.run),
    ("audit", AuditBenchmarks.usage, AuditBenchmarks.run),
    ("capture", CaptureBenchmarks.usage, CaptureBenchmarks.run),
    ("classify", ClassifierBenchmarks.usage, ClassifierBenchmarks.run),
    ("compile", CompileBenchmarks.usage, CompileBenchmarks.run),
    ("dense", DenseBenchmarks.usage, DenseBenchmarks.run),
    ("exchange", ExchangeBenchmarks.usage, ExchangeBenchmarks.run),
    ("failures", FailureBenchmarks.usage, FailureBenchmarks.run),
    ("difference", DifferenceBenchmarks.usage, DifferenceBenchmarks.run),
    ("payloads", PayloadBenchmarks.usage, PayloadBenchmarks.run),
    ("prove", ProofBenchmarks.usage, ProofBenchmarks.run),
    ("reprove", ReproofBenchmarks.usage, ReproofBenchmarks.run),
    ("updates", UpdateBenchmarks.usage, UpdateBenchmarks.run),
    ("read", ReaderBenchmarks.usage, ReaderBenchmarks.run),
    ("worst", WorstCaseBenchmarks.usage, WorstCaseBenchmarks.run),
    ("topology", GeneratedTopology.usage, GeneratedTopology.run),
]

let arguments = Array(CommandLine.arguments.dropFirst())
if let name = arguments.first, let group = groups.first(where: { $0.name == name }) {
    try group.run(Array(arguments.dropFirst()))
} else {
    print("usage: Benchmarks GROUP …")
    for group in groups { print("  \(group.usage)") }
}
