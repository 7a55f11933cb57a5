// swift-tools-version: 6.2
import PackageDescription

// The law of direction: a target may use only what is listed in its line below.

/// Targets of the pure core: no unsafe code without saying so, no warning left standing.
let core: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "Cristallo",
    products: [
        .executable(name: "cristallo", targets: ["CLI"]),
        // For the fuzz targets in Fuzz/, a package of its own.
        .library(name: "Capture", targets: ["Capture"]),
    ],
    dependencies: [
        // Arguments, help, completion scripts and exit code 64 for usage errors.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SHA-256 of the files of a release, so that `sha256sum` can check them; of its extras the block
        // function of AES, which Crypto-PAn asks for and no mode of AES gives.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        // libyaml's event parser (Debian libyaml-dev): every event keeps its mark, no scalar is typed.
        .systemLibrary(
            name: "CYAML", path: "Sources/CYAML", pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]),
        // libpcap (Debian libpcap-dev): live capture, and the peer of the benchmarks.
        .systemLibrary(
            name: "CLibpcap", path: "Sources/CLibpcap", pkgConfig: "libpcap",
            providers: [.apt(["libpcap-dev"])]),
        // Debian zlib1g-dev and libzstd-dev: captures that arrive compressed.
        .systemLibrary(
            name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CZstd", path: "Sources/CZstd", pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"])]),
        // One inline function: the compiler's prefetch, which Swift cannot say.
        .target(name: "CPrefetch", path: "Sources/CPrefetch"),
        // Calls of Linux that the C library's Swift module leaves out.
        .target(name: "CLinux", path: "Sources/CLinux"),

        .target(name: "Net", swiftSettings: core),
        .target(name: "Diagnostics", swiftSettings: core),
        .target(
            name: "Intent", dependencies: ["Net", "Diagnostics", "CYAML"], swiftSettings: core),
        .target(name: "IR", dependencies: ["Net", "Diagnostics"], swiftSettings: core),
        .target(
            name: "Compiler", dependencies: ["Net", "Diagnostics", "Intent", "IR"],
            swiftSettings: core),
        .target(
            name: "RouteDecisions", dependencies: ["Net", "Diagnostics", "IR"],
            swiftSettings: core),
        .target(name: "Backends", dependencies: ["Net", "Diagnostics", "IR"], swiftSettings: core),
        .target(
            name: "Publications", dependencies: ["Net", "Diagnostics", "IR"], swiftSettings: core),
        .target(
            name: "Forwarding", dependencies: ["Net", "Diagnostics", "IR"], swiftSettings: core),
        .target(
            name: "ConfigReader", dependencies: ["Net", "Diagnostics", "Forwarding"],
            swiftSettings: core),
        .target(
            name: "Verifier", dependencies: ["Net", "Diagnostics", "IR", "Forwarding"],
            swiftSettings: core),
        .target(
            name: "CertificateChecker", dependencies: ["Net", "Diagnostics", "Forwarding"],
            swiftSettings: core),
        .target(
            name: "ForwardingRules", dependencies: ["Net", "Diagnostics"], swiftSettings: core),
        .target(name: "Capture", dependencies: ["Net", "CPrefetch"], swiftSettings: core),
        .target(name: "Classifier", dependencies: ["Net", "CPrefetch"], swiftSettings: core),
        .target(
            name: "Audit", dependencies: ["Net", "Diagnostics", "IR", "Capture", "Classifier"],
            swiftSettings: core),
        .target(
            name: "Decompression", dependencies: ["CZlib", "CZstd"], swiftSettings: core),
        .target(name: "LiveCapture", dependencies: ["Capture", "CLibpcap", "CLinux"]),
        .executableTarget(
            name: "CLI",
            dependencies: [
                "Net", "Diagnostics", "Intent", "IR", "Compiler", "Backends", "Capture",
                "Classifier", "Audit", "Forwarding", "ConfigReader", "Verifier",
                "CertificateChecker", "CLinux", "Decompression",
                "LiveCapture", "RouteDecisions", "Publications",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Net", "Diagnostics", "Intent", "IR", "Compiler", "Backends", "Capture",
                "Classifier", "Audit", "Forwarding", "ForwardingRules", "Verifier", "TestSupport",
                "CLibpcap", "ConfigReader", "CertificateChecker", "RouteDecisions",
            ]),

        // The interpreter of single packets that proofs are compared with: it may not see them.
        .target(
            name: "Oracle", dependencies: ["Net", "IR", "Forwarding"], path: "Tests/Support/Oracle"),
        .target(
            name: "TestSupport",
            dependencies: [
                "Net", "Diagnostics", "Intent", "IR", "Compiler", "Backends", "Capture",
                "Classifier", "Audit", "Forwarding", "Verifier", "RouteDecisions", "Oracle",
            ],
            path: "Tests/Support", exclude: ["Oracle", "ConfinementProbe", "RouteSpeaker"]),
        // The clients of route servers that run for real, in a process inside their namespace.
        .executableTarget(name: "RouteSpeaker", path: "Tests/Support/RouteSpeaker"),
        .testTarget(name: "NetTests", dependencies: ["Net", "TestSupport"]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestSupport"]),
        .testTarget(name: "IntentTests", dependencies: ["Intent", "TestSupport"]),
        .testTarget(name: "CompilerTests", dependencies: ["Compiler", "TestSupport"]),
        .testTarget(
            name: "RouteDecisionsTests",
            dependencies: ["RouteDecisions", "Compiler", "TestSupport"]),
        .testTarget(
            name: "BackendsTests",
            dependencies: ["Backends", "Compiler", "RouteDecisions", "RouteSpeaker", "TestSupport"]),
        .testTarget(
            name: "PublicationsTests", dependencies: ["Publications", "Compiler", "TestSupport"]),
        .testTarget(
            name: "ForwardingRulesTests", dependencies: ["ForwardingRules", "TestSupport"]),
        .testTarget(
            name: "ForwardingTests",
            dependencies: ["Forwarding", "Compiler", "TestSupport"]),
        .testTarget(
            name: "ConfigReaderTests",
            dependencies: ["ConfigReader", "Forwarding", "Backends", "Compiler", "TestSupport"]),
        .testTarget(name: "CaptureTests", dependencies: ["Capture", "TestSupport"]),
        .testTarget(name: "ClassifierTests", dependencies: ["Classifier", "TestSupport"]),
        .testTarget(
            name: "DecompressionTests", dependencies: ["Decompression", "TestSupport"]),
        // Confines itself, tries what is then forbidden, and says what came of it.
        .executableTarget(
            name: "ConfinementProbe", dependencies: ["LiveCapture"],
            path: "Tests/Support/ConfinementProbe"),
        .testTarget(
            name: "LiveCaptureTests",
            dependencies: ["LiveCapture", "ConfinementProbe", "Capture", "CLI", "TestSupport"]),
        .testTarget(name: "AuditTests", dependencies: ["Audit", "Compiler", "TestSupport"]),
        .testTarget(
            name: "VerifierTests", dependencies: ["Verifier", "Compiler", "Oracle", "TestSupport"]),
        .testTarget(
            name: "CertificateCheckerTests",
            dependencies: ["CertificateChecker", "Verifier", "Compiler", "TestSupport"]),
        .testTarget(
            name: "FuzzTests", dependencies: ["Intent", "Capture", "Audit", "TestSupport"]),
        .testTarget(name: "PipelineTests", dependencies: ["CLI", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
