import Foundation

/// Whether `Scripts/thorough` runs: then tests take everything of what they take samples of otherwise.
public let isThorough = ProcessInfo.processInfo.environment["CRISTALLO_THOROUGH"] == "1"
