/// The prefixes of installed routes, each with the atoms it consists of. All devices share them:
/// in most networks a prefix has a route on every device.
struct PrefixTable<Address: ForwardingAddress>: Sendable {
    struct Prefix: BitwiseCopyable, Sendable {
        let block: AddressBlock<Address>
        let firstAtom: Int32
        /// The atom behind the last one; `AtomSpace.none` at the end of all addresses.
        let endAtom: Int32
        /// How many routes, of all devices, have this prefix.
        var routes: Int32 = 0
    }

    private var numbers = FlatTable(filler: AddressBlock<Address>(holding: 0, length: 0))
    private(set) var pool = Pool<Prefix>()

    var count: Int { pool.count }

    /// The number of a prefix; -1 where no route has it.
    @inline(__always)
    subscript(block: AddressBlock<Address>) -> Int32 { numbers[block] }

    mutating func add(
        _ block: AddressBlock<Address>, firstAtom: Int32, endAtom: Int32
    ) -> Int32 {
        let number = pool.add(
            Prefix(block: block, firstAtom: firstAtom, endAtom: endAtom))
        numbers.set(number, for: block)
        return number
    }

    /// Counts a route more or less.
    @inline(__always)
    mutating func countRoute(_ number: Int32, by step: Int32) {
        pool[number].routes += step
    }

    mutating func remove(_ number: Int32) {
        numbers.remove(pool[number].block)
        pool.remove(number)
    }
}
