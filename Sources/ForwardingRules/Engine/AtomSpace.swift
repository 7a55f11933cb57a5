/// The atoms: the stretches of addresses between neighbouring bounds of installed prefixes. No
/// prefix tells two addresses of an atom apart.
///
/// A bound that comes cuts an atom in two; one that no prefix needs any more joins two again.
/// There are therefore never more atoms than twice the prefixes and one.
struct AtomSpace<Address: ForwardingAddress>: Sendable {
    struct Atom: BitwiseCopyable, Sendable {
        let first: Address
        /// The next atom; `none` at the last.
        var following: Int32
        /// How many bounds of prefixes are at `first`.
        var bounds: UInt32
    }

    static var none: Int32 { -1 }

    private(set) var pool = Pool<Atom>()
    private var index = AtomIndex<Address>()

    /// One atom, number 0, of all addresses. It stays.
    init() { _ = pool.add(Atom(first: 0, following: Self.none, bounds: 1)) }

    var count: Int { pool.count }

    /// All atoms, from the lowest addresses to the highest.
    var inOrder: some Sequence<Int32> {
        sequence(first: Int32(0)) { number in
            let following = pool[number].following
            return following == Self.none ? nil : following
        }
    }

    /// The atom that an address lies in.
    func atom(holding address: Address) -> Int32 { index.atom(holding: address).number }

    /// Puts a bound at an address: the atom that begins there, and where that is new the atom it
    /// was cut off from.
    mutating func addBound(at address: Address) -> (atom: Int32, cutFrom: Int32?) {
        let (holder, first) = index.atom(holding: address)
        if first == address {
            pool[holder].bounds += 1
            return (holder, nil)
        }
        let atom = pool.add(
            Atom(first: address, following: pool[holder].following, bounds: 1))
        pool[holder].following = atom
        index.insert(atom, at: address)
        return (atom, holder)
    }

    /// Takes a bound away from where an atom begins. Without one left, the atom becomes a part of
    /// the one before, and its number is free.
    mutating func removeBound(of atom: Int32) {
        pool[atom].bounds -= 1
        guard pool[atom].bounds == 0 else { return }
        let gone = pool[atom]
        let before = index.atom(holding: gone.first - 1).number
        pool[before].following = gone.following
        index.remove(gone.first)
        pool.remove(atom)
    }
}
