import Audit
import Capture
import Dispatch
import Glibc
import Synchronization

extension CaptureIntake {
    /// Audits a long file in stretches, each on a thread of its own, as far as it comes before a signal.
    /// Does nothing where a single thread is as good.
    ///
    /// - Parameter capture: has been begun, and nothing of it fed.
    func audit(
        _ file: borrowing MappedFile, inStretchesOf capture: inout CaptureInProgress,
        with auditor: inout Auditor, _ progress: inout Progress
    ) {
        let count = min(jobs, file.octetCount / Self.worthwhileStretch)
        guard count > 1 else { return }
        file.withOctets { octets in
            let workers = capture.stretches(octets, count: count).map { stretch in
                StretchWorker(
                    StretchAudit(
                        stretch, of: auditor, capture, octets,
                        seed: .random(in: 0...UInt64.max)))
            }
            let shown = Mutex(
                SharedProgress(progress: progress, done: StretchesDone(count: workers.count)))
            /// Tells what is done of a stretch; false where a signal has come.
            @Sendable func goOn(_ index: Int, _ step: StretchProgress, isAgain: Bool) -> Bool {
                shown.withLock { $0.add(step, of: index, isAgain: isAgain) }
                // What was read before is mapped again where a page is one of 2 MiB.
                let start = max(0, step.octets.lowerBound - (4 << 20))
                file.releasePages(in: start..<step.octets.upperBound)
                return !interruption.isRequested
            }
            DispatchQueue.concurrentPerform(iterations: workers.count) { index in
                workers[index].run(octets) { goOn(index, $0, isAgain: false) }
            }
            for (index, worker) in workers.enumerated() {
                guard let audit = worker.take() else { continue }
                auditor.append(audit, octets, to: &capture) { goOn(index, $0, isAgain: true) }
            }
            progress = shown.withLock { $0.progress }
        }
    }

    private var jobs: Int { options.jobs ?? min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// A thread costs about as much as some hundred thousand octets, and each stretch warms up on 4 MiB.
    private static let worthwhileStretch = 32 << 20
}

/// What all threads have done.
private struct SharedProgress {
    var progress: Progress
    var done: StretchesDone

    mutating func add(_ step: StretchProgress, of index: Int, isAgain: Bool) {
        done.add(octets: step.octets.count, frames: step.frames, of: index, isAgain: isAgain)
        progress.show(octets: done.octets, frames: done.frames)
    }
}

/// How much of each stretch is done. One that has to be audited again counts once, and what is done
/// never becomes less.
struct StretchesDone {
    private struct Count {
        var octets = 0
        var frames: UInt64 = 0
    }

    private var first: [Count]
    private var again: [Count]

    init(count: Int) {
        first = Array(repeating: Count(), count: count)
        again = first
    }

    mutating func add(octets: Int, frames: UInt64, of index: Int, isAgain: Bool) {
        if isAgain {
            again[index].octets += octets
            again[index].frames += frames
        } else {
            first[index].octets += octets
            first[index].frames += frames
        }
    }

    var octets: Int { zip(first, again).reduce(0) { $0 + max($1.0.octets, $1.1.octets) } }
    var frames: UInt64 { zip(first, again).reduce(0) { $0 + max($1.0.frames, $1.1.frames) } }
}

/// The audit of a stretch, handed from the thread that begins it to the one that runs it and back.
///
/// Never reached by two threads at a time: each runs the worker of its own index, and `take` comes
/// after all have ended.
private final class StretchWorker: @unchecked Sendable {
    private var audit: StretchAudit?

    init(_ audit: consuming StretchAudit) { self.audit = consume audit }

    func run(_ octets: RawSpan, while goesOn: (StretchProgress) -> Bool) {
        audit?.run(octets, while: goesOn)
    }

    func take() -> StretchAudit? { audit.take() }
}
