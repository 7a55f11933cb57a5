import Backends
import Dispatch
import Glibc
import IR
import Synchronization

/// Prints all devices on up to `jobs` threads. Devices are independent of each other, and the result
/// is in their order, so the number of threads does not show in it.
func generateFiles(of fabric: Fabric, jobs: Int) -> Rendering {
    let count = fabric.devices.count
    let next = Atomic(0)
    let printed = Mutex([Rendering?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            let rendering = generateFiles(for: DeviceID(index), of: fabric)
            printed.withLock { $0[index] = rendering }
        }
    }
    return Rendering(joining: printed.withLock { $0 }.compactMap(\.self))
}

/// Threads that are worth having for that many devices: a thread costs about as much as a device.
func worthwhileJobs(devices: Int) -> Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), devices / 16))
}
