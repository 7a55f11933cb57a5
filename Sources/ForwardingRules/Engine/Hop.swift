/// Where a device sends the packets of an atom: on to one device, nowhere that the walk could
/// follow, or several ways at once.
struct Hop: Equatable, BitwiseCopyable, Sendable {
    /// A device from 0 on; -1 where the walk ends; below that a route with several ways.
    let code: Int32

    /// The device has no route, delivers or drops the packet, or sends it out of the network.
    static let end = Hop(code: -1)

    /// On to a device, or to the end where it is negative.
    static func to(_ device: Int32) -> Hop { Hop(code: max(device, -1)) }

    static func severalWays(of route: Int32) -> Hop { Hop(code: -2 - route) }

    /// The route whose ways are meant; nil where there is at most one way.
    var routeOfSeveralWays: Int32? { code < -1 ? -2 - code : nil }
}
