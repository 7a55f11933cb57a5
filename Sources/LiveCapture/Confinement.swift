import CLinux
import Glibc

/// Gives up what a process that reads foreign frames has no use for: other users' rights, new
/// privileges, files by name, and TCP.
///
/// What is open stays open, so a port, outputs and terminals are opened before. There is no way back.
/// All of it acts on the calling thread alone, so it is refused where there are others: it has to be
/// done before any thread is started, and threads started later inherit it.
public enum Confinement {
    /// What came of it, in the order it was done.
    public struct Outcome: Equatable, Sendable {
        /// The user that the process has become; nil where it was not root, and stays who it is.
        public var user: UserIdentity?
        /// The version of Landlock's interface; 0 where the kernel has none, and files stay reachable.
        public var landlockVersion: Int
    }

    /// - Parameter user: who the process becomes where it is root.
    public static func apply(as user: UserIdentity) throws(ConfinementError) -> Outcome {
        guard threadCount() == 1 else { throw .severalThreads }
        try check(linux_give_up_new_privileges(), "give up new privileges")
        let version = linux_landlock_version()
        if version > 0 { try check(linux_landlock_everything(), "restrict files (Landlock)") }
        let isRoot = geteuid() == 0
        if isRoot { try check(linux_become(user.id, user.group), "become user \(user.name)") }
        try check(linux_give_up_capabilities(), "give up capabilities")
        // Said by the kernel, not assumed: root must be out of reach.
        guard setuid(0) == -1 else { throw .refused("stay without root", errno: 0) }
        return Outcome(user: isRoot ? user : nil, landlockVersion: Int(version))
    }

    private static func check(_ result: CInt, _ step: String) throws(ConfinementError) {
        guard result == 0 else { throw .refused(step, errno: errno) }
    }

    /// Threads of this process; 0 where /proc does not tell.
    private static func threadCount() -> Int {
        guard let directory = opendir("/proc/self/task") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while let entry = readdir(directory) {
            if entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}

/// A user and its first group, by number: names cannot be looked up once files are out of reach.
public struct UserIdentity: Equatable, Sendable {
    public let name: String
    public let id: uid_t
    public let group: gid_t

    /// Nil where the system knows no such user.
    public init?(named name: String) {
        guard let entry = getpwnam(name) else { return nil }
        self.name = name
        id = entry.pointee.pw_uid
        group = entry.pointee.pw_gid
    }
}

public enum ConfinementError: Error, Equatable, Sendable {
    case severalThreads
    /// What was tried, and why the kernel refused it.
    case refused(String, errno: CInt)
}

extension ConfinementError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .severalThreads: "cannot confine a process that has several threads"
        case .refused(let step, let code): "cannot \(step): \(String(cString: strerror(code)))"
        }
    }
}
