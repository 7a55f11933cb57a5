/// More atoms than a matrix of the size allowed has rows for. The update was not applied.
public struct CapacityError: Error, Equatable, Sendable {
    public let atoms: Int
    public let devices: Int
    /// How many atoms times devices there may be; each takes 8 octets.
    public let cellLimit: Int
}

extension CapacityError: CustomStringConvertible {
    public var description: String {
        "\(atoms) atoms of \(devices) devices are as many as \(cellLimit) cells can hold"
    }
}
