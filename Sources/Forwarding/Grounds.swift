/// A statement of the network: a device and the position of one of its statements.
public struct StatementID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let device: Int32
    public let position: Int32

    public init(device: Int, position: Int) {
        self.device = Int32(device)
        self.position = Int32(position)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.device, left.position) < (right.device, right.position)
    }
}

/// The few statements that a step rests on. Six at most, without an allocation: steps are made in
/// the hot loops and their grounds are asked for only where a way is shown.
struct Grounds: Sendable, BitwiseCopyable {
    private var items:
        (StatementID?, StatementID?, StatementID?, StatementID?, StatementID?, StatementID?) =
            (nil, nil, nil, nil, nil, nil)

    init() {}

    /// With one more; nothing is added for a negative position, which stands for no statement.
    func adding(_ device: Int, _ position: Int32) -> Grounds {
        guard position >= 0 else { return self }
        let item = StatementID(device: device, position: Int(position))
        var result = self
        if items.0 == nil {
            result.items.0 = item
        } else if items.1 == nil {
            result.items.1 = item
        } else if items.2 == nil {
            result.items.2 = item
        } else if items.3 == nil {
            result.items.3 = item
        } else if items.4 == nil {
            result.items.4 = item
        } else {
            result.items.5 = item
        }
        return result
    }

    var all: [StatementID] {
        [items.0, items.1, items.2, items.3, items.4, items.5].compactMap(\.self)
    }
}
