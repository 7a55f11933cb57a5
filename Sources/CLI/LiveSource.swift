import Audit
import Capture
import Diagnostics
import Glibc
import LiveCapture

/// A port as a source of octets, those of a pcapng file. It ends with a signal, after a time, or with
/// the last frame that was asked for, and each of these is its proper end.
struct LiveSource: OctetSource, ~Copyable {
    private var port: LivePort
    private let end: ContinuousClock.Instant?
    private let interruption: Interruption
    private let notes: [String]

    /// Opens the port, confines the process, and lets the first frame in. In that order: what is to be
    /// written later must be open by now.
    init(
        _ arguments: LiveArguments, _ interruption: Interruption, talk: TalkOptions
    ) throws(Failure) {
        let options = arguments.options
        guard let user = UserIdentity(named: arguments.userName) else {
            throw Failure(.usage, "there is no user \(quoted(arguments.userName))")
        }
        var port = try Self.opened(options)
        let outcome = try Self.confined(as: user)
        try Self.start(&port)
        self.port = port
        notes = [
            outcome.sentence, "VLAN tags that the hardware took off were put back",
            options.isPromiscuous ? "promiscuous" : "not promiscuous",
        ]
        end = arguments.seconds.map { .now + .seconds($0) }
        self.interruption = interruption
        talk.tell("captures from \(quoted(options.port)); \(outcome.sentence)")
    }

    private static func opened(_ options: LiveOptions) throws(Failure) -> LivePort {
        do throws(LiveError) {
            return try LivePort(opening: options)
        } catch {
            throw error.failure(options)
        }
    }

    private static func confined(as user: UserIdentity) throws(Failure) -> Confinement.Outcome {
        do throws(ConfinementError) {
            return try Confinement.apply(as: user)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }

    private static func start(_ port: inout LivePort) throws(Failure) {
        do throws(LiveError) {
            try port.start()
        } catch {
            throw error.failure(port.options)
        }
    }

    mutating func read(into room: inout MutableRawSpan) throws(StreamError) -> Int {
        while true {
            let isOver = interruption.isRequested || end.map { .now >= $0 } == true
            if isOver { port.stop() }
            do throws(LiveError) {
                let count = try port.read(into: &room)
                if count > 0 || port.isFinished { return count }
            } catch {
                throw .broken(.portLost)
            }
            if isOver {
                usleep(1000)
            } else {
                interruption.wait(for: port.descriptor, atMost: 100)
            }
        }
    }

    var dropped: UInt64 { port.counts.dropped + port.counts.droppedByPort }

    func describe(in provenance: inout CaptureProvenance) {
        provenance.live = port.counts
        provenance.notes += notes
    }
}

extension Confinement.Outcome {
    /// `confined as user nobody, without files (Landlock 7)`.
    fileprivate var sentence: String {
        let who = user.map { "as user \($0.name)" } ?? "as the user who started it"
        let files =
            landlockVersion > 0
            ? "without files (Landlock \(landlockVersion))"
            : "but with files in reach, since the kernel has no Landlock"
        return "confined \(who), \(files)"
    }
}

extension LiveError {
    fileprivate func failure(_ options: LiveOptions) -> Failure {
        let port = quoted(options.port)
        return switch self {
        case .noSuchPort:
            Failure(.usage, "there is no port \(port)", hint: "'ip link' lists them")
        case .notPermitted:
            Failure(
                .permission, "\(port) cannot be captured from: not permitted",
                hint: "run it as root, or give it CAP_NET_RAW")
        case .cannotOpen(let reason), .lost(let reason):
            Failure(.inputOutput, "\(port) cannot be captured from: \(quoted(reason))")
        case .badFilter(let reason):
            Failure(
                .usage,
                "--filter \(quoted(options.filter ?? "")) is not understood: \(quoted(reason))")
        case .unsupportedLinkType(let number):
            Failure(.wrong, "\(port) has frames of link type \(number), which is not supported")
        }
    }
}
