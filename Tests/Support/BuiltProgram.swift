import Foundation

extension OutsideProgram {
    /// A program of this package, built beside the tests' own executable.
    public init(built name: String) {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        self.init(
            path: URL(fileURLWithPath: own ?? "").deletingLastPathComponent().path + "/" + name)
    }
}
