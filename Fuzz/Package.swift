// swift-tools-version: 6.2
import PackageDescription

// A package of its own: built with `--sanitize=fuzzer`, which gives each product its `main`, and so
// cannot share a build with the tests.
//
//     export SWIFT_BACKTRACE=enable=no      (else a crash can hang in the backtracer)
//     cd Fuzz
//     swift build -c release --sanitize=fuzzer --sanitize=address \
//         -Xswiftc -sanitize=fuzzer,address --product FuzzPcap
//     .build/release/FuzzPcap -max_total_time=600 NEW ../Fixtures/Fuzz/pcap ../Fixtures/Fuzz/pcapng
//
// The package manager's two flags link both runtimes, but the compiler obeys the last of them only:
// the third names both. `cov:` in the output must grow. The address sanitizer matters: common frames
// are read with lengths compared once a header, not at every load. Likewise FuzzFrame with
// ../Fixtures/Fuzz/frame, and FuzzHeader, which needs no corpus. NEW is a directory for what the run
// finds; a crash goes into the corpus in `Fixtures/Fuzz`, where every `swift test` replays it.

let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "Cristallo", path: "..")],
    targets: [
        .executableTarget(
            name: "FuzzPcap",
            dependencies: [.product(name: "Capture", package: "Cristallo")]),
        .executableTarget(
            name: "FuzzFrame",
            dependencies: [.product(name: "Capture", package: "Cristallo")]),
        .executableTarget(
            name: "FuzzHeader",
            dependencies: [.product(name: "Capture", package: "Cristallo")]),
    ],
    swiftLanguageModes: [.v6]
)
