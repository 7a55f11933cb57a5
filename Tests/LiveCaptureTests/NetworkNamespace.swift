import Foundation
import TestSupport

/// Two ports joined by a cable in a network namespace of their own, where nothing is sent but by the
/// test.
enum NetworkNamespace {
    /// Whether such tests can run here, or have to because the machine promises all tools.
    static let isPossible = getuid() == 0 && hasTool("ip") && hasTool("tcpreplay")

    /// Runs a script of the shell in a directory that holds the project `project` and the files given.
    ///
    /// In the script `listen OPTIONS` starts `cristallo audit -i b` and waits until it captures, `send
    /// FILE OPTIONS` replays a capture into port `a`, `finish` ends the audit by SIGTERM, and
    /// `inside COMMAND` runs a command in the namespace. The standard output of the audit is that of
    /// the script, if it writes nothing else, and its status is that of the script.
    static func run(_ script: String, files: [String: [UInt8]] = [:]) throws -> ProgramResult {
        try TemporaryDirectory.with { directory in
            for (name, octets) in files {
                try Data(octets).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            var bash = OutsideProgram(path: "/bin/bash")
            bash.directory = directory
            bash.environment = [
                "cristallo": OutsideProgram(built: "cristallo").path, "LANG": "C.UTF-8",
            ]
            return try bash.run(["-c", prologue + script])
        }
    }

    private static let prologue = """
        set -eu
        export PATH="$PATH:/usr/sbin:/sbin"
        $cristallo init project --demo > init.log 2>&1
        space=cristallo-test-$$
        inside() { ip netns exec $space "$@"; }
        ip netns add $space
        trap 'kill -KILL $(jobs -p) 2> kill.log || true; ip netns del $space' EXIT
        # Else the kernel greets its neighbours.
        inside sh -c 'for i in all default; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done'
        ip -n $space link add name a type veth peer name b
        ip -n $space link set dev a up
        ip -n $space link set dev b up
        port=b
        listen() {
            ip netns exec $space $cristallo audit -i $port --topology project -o json -v "$@" 2> talk &
            audit=$!
            until grep -q 'captures from' talk; do
                kill -0 $audit || { cat talk >&2; wait $audit; exit; }
                sleep 0.02
            done
        }
        send() { inside tcpreplay -q --topspeed -i a "${@:2}" "$1" > tcpreplay.log 2>&1; }
        finish() { kill -TERM $audit; status=0; wait $audit || status=$?; cat talk >&2; exit $status; }

        """
}
