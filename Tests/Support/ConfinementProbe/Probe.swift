import Glibc
import LiveCapture

/// A process of its own for what cannot be undone: it opens a file, confines itself, tries to do what
/// is then forbidden, and prints one line for each attempt: its name and errno, 0 where it succeeded.
@main
enum Probe {
    static func main() {
        let path = CommandLine.arguments[1]
        let open1 = open(path, O_RDWR)
        guard let user = UserIdentity(named: "nobody") else { fatalError("no user nobody") }
        do throws(ConfinementError) {
            let outcome = try Confinement.apply(as: user)
            print("landlock", outcome.landlockVersion)
        } catch {
            print("refused", error)
            exit(1)
        }
        print("uid", getuid())
        attempt("write-open-file") { write(open1, "x", 1) }
        attempt("open-file") { open(path, O_RDONLY) }
        attempt("create-file") {
            open("/tmp/cristallo-probe-\(getpid())", O_CREAT | O_WRONLY, 0o600)
        }
        attempt("list-directory") { open("/", O_RDONLY | O_DIRECTORY) }
        attempt("packet-socket") { socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0x0300) }
        attempt("become-root") { setuid(0) }
        attempt("connect") {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(9).bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        attempt("run-program") {
            var process = pid_t()
            return -posix_spawn(&process, "/bin/true", nil, nil, [nil], nil)
        }
    }

    /// `body` returns -1 with errno, or -errno, where it fails.
    private static func attempt<Result: BinaryInteger>(_ name: String, _ body: () -> Result) {
        let result = Int(body())
        print(name, result == -1 ? Int(errno) : max(0, -result))
    }
}
