import Diagnostics
import Foundation
import TestSupport

/// Arista's AVD (PyPI `pyavd`), asked what the configuration of a device is that its structured
/// configuration describes.
enum AVD {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// Where `Scripts/setup` installs it.
    private static let python = Repository.path(".build-python/bin/python3")

    /// Whether to run: it is there, or has to be because the machine promises all tools.
    static var isWanted: Bool { OutsideProgram(tool: python) != nil }

    /// The text of each device, without the empty lines at its end.
    static func render(_ devices: [(name: String, config: JSONValue)]) throws -> [String: String] {
        guard let program = OutsideProgram(tool: python) else {
            throw Refused(description: "no \(python)")
        }
        return try TemporaryDirectory.with { directory in
            for (name, config) in devices {
                try Data(config.text(.compact).utf8)
                    .write(to: URL(fileURLWithPath: "\(directory)/\(name).json"))
            }
            let result = try program.run(["-c", script, directory])
            guard result.status == 0 else { throw Refused(description: result.errorText) }
            var texts: [String: String] = [:]
            for (name, _) in devices {
                let url = URL(fileURLWithPath: "\(directory)/\(name).cfg")
                texts[name] = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            }
            return texts
        }
    }

    private static let script = """
        import json, pathlib, sys, pyavd
        for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
            result = pyavd.validate_structured_config(json.loads(path.read_text()))
            if result.validated_data is None:
                faults = result.validation_result.violations
                sys.exit("\\n".join(f"{fault.path}: {fault.message}" for fault in faults))
            text = pyavd.get_device_config(result.validated_data)
            path.with_suffix(".cfg").write_text(text.rstrip("\\n").removeprefix("!\\n") + "\\n")
        """
}
