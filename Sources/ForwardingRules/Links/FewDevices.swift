/// Of a set of devices as much as is asked: who is in it besides a given one.
struct FewDevices {
    private var first: Int32
    private var second: Int32?
    private var areMore = false

    init(_ device: Int32) { first = device }

    mutating func add(_ device: Int32) {
        if device == first || device == second { return }
        if second == nil { second = device } else { areMore = true }
    }

    var areSeveral: Bool { second != nil }

    /// The first that was added and is not `device`.
    func first(besides device: Int32) -> Int32? { first == device ? second : first }

    /// The one device besides `device`; nil where there is none, or more than one.
    func only(besides device: Int32) -> Int32? {
        let others = [first, second].compactMap { $0 }.filter { $0 != device }
        return others.count == 1 && !areMore ? others[0] : nil
    }
}
